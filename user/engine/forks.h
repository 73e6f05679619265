/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rule for processes that come out of a thread in the wrong place: what such a thread forks
 * starts out there as well, and what it runs then runs there.
 */
#ifndef ENGINE_FORKS_H
#define ENGINE_FORKS_H

#include "engine/state.h"

/* A process was forked, as event says. Returns its origin; tid 0: there is nothing wrong with it.
 */
struct origin fork_judge(struct engine *engine, const struct nstrace_event *event);

/* process called exec. */
void fork_ran(const struct engine *engine, struct process *process,
	      const struct nstrace_event *event);

#endif
