/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a thread does away from home, kept until it goes or ends. */
#ifndef ENGINE_HARM_H
#define ENGINE_HARM_H

#include "engine/state.h"

/* thread did what evidence says. Returns 0 or -ENOMEM. */
int harm_take(struct engine *engine, struct process *process, struct thread *thread,
	      const struct nstrace_evidence *evidence, struct engine_act_view *ret_view);

/* thread goes, or ends: tells what it did, if there was a finding about it, and forgets it. */
void harm_end(const struct engine *engine, const struct process *process, struct thread *thread,
	      uint64_t time_nsec);

#endif
