/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads that were left behind: born away from home and abandoned, or there already when we
 * attached. Both are given a moment: the one to end, the other to go home.
 */
#ifndef ENGINE_STRAYS_H
#define ENGINE_STRAYS_H

#include "engine/state.h"

/* thread was away already when we attached, at found_nsec. It may be on a visit, but who attaches
 * to a sick process wants to know at once: that is a warning now, and an error when it has been
 * there longer than a visit may take. */
void stray_found(struct engine *engine, struct process *process, struct thread *thread,
		 uint64_t found_nsec);

/* thread may have been abandoned: it is stranded, at once or when its time is over. */
void stray_abandoned(struct engine *engine, struct process *process, struct thread *thread,
		     uint64_t time_nsec);

/* thread makes a thread or a process, or does something else that evidence tells of: it was not
 * just about to end. NULL is nobody. */
void stray_carries_on(const struct engine *engine, struct process *process, struct thread *thread,
		      uint64_t time_nsec);

/* When it is stranded unless something happens before; 0: never. */
uint64_t stray_deadline(const struct engine *engine, const struct process *process,
			const struct thread *thread);
void stray_settle(const struct engine *engine, struct process *process, struct thread *thread,
		  uint64_t due_nsec);

#endif
