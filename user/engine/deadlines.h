/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is settled by nothing happening: when, and then whose subject it is.
 *
 * A deadline's verdict carries the time of the deadline, not of the event or the timer that made us
 * look: so it does not matter who comes first, and a recorded incident replays to the same.
 */
#ifndef ENGINE_DEADLINES_H
#define ENGINE_DEADLINES_H

#include "engine/state.h"

/* The earlier of two times, where 0 is none. */
static inline uint64_t deadline_earlier(uint64_t a_nsec, uint64_t b_nsec)
{
	if (!a_nsec || !b_nsec)
		return a_nsec ? a_nsec : b_nsec;
	return a_nsec < b_nsec ? a_nsec : b_nsec;
}

/* A thread has got a deadline, at deadline_nsec; 0: it has none. */
static inline void deadline_expect(struct engine *engine, uint64_t deadline_nsec)
{
	engine->deadline_nsec = deadline_earlier(engine->deadline_nsec, deadline_nsec);
}

/* Settles what is due until now_nsec, in this process. Returns its next deadline, or 0. */
uint64_t deadlines_settle(struct engine *engine, struct process *process, uint64_t now_nsec);

#endif
