/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules: what each happening in a process means for its threads, and the findings that follow.
 *
 * A thread born away from home is pending until one of three things settles it: it was left behind
 * (stranded), it went or ended by itself (nothing to say), or its process came to an end (exposed).
 */
#ifndef ENGINE_RULES_H
#define ENGINE_RULES_H

#include "engine/state.h"

/* thread, which has a record, went to another namespace by its own doing (stack: of the call, or
 * 0). The record is dropped if it came home. Returns how long the visit took that this ends, or 0.
 */
uint64_t rules_switched(struct engine *engine, struct process *process, struct thread *thread,
			struct nstrace_nsid to, uint64_t time_nsec, uint32_t stack);

/* thread, freshly recorded, was born away from the home that its process started in. creator is
 * NULL if nothing is known of it. */
void rules_born_away(struct engine *engine, struct process *process, struct thread *thread,
		     struct thread *creator, const struct nstrace_event *event);

/* A thread was born at home, of a creator at home. */
void rules_born_at_home(const struct engine *engine, const struct process *process,
			const struct nstrace_event *event);

/* thread ended, but its process goes on. The record is dropped. last_call_nsec: when it last did
 * anything but end; 0: nobody saw. */
void rules_ended(struct engine *engine, struct process *process, struct thread *thread,
		 uint64_t last_call_nsec, uint64_t time_nsec);

/* All threads of the process end or have ended, or we stop looking. They keep their records. */
void rules_process_ended(const struct engine *engine, struct process *process, uint64_t time_nsec);

#endif
