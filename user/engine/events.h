/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each kind of event says about who is alive and who is where: keeps the records of state.h,
 * and calls the rules for what it means. Each takes an event of its kind, of this process.
 */
#ifndef ENGINE_EVENTS_H
#define ENGINE_EVENTS_H

#include "engine/state.h"

/* *ret_away_nsec: how long the visit took that this ends. Those with a result give -ENOMEM if a
 * record can't be made. */
int event_switch(struct engine *engine, struct process *process, const struct nstrace_event *event,
		 uint64_t *ret_away_nsec) warn_unused_result_;
int event_birth(struct engine *engine, struct process *process,
		const struct nstrace_event *event) warn_unused_result_;
int event_thread(struct engine *engine, struct process *process,
		 const struct nstrace_event *event) warn_unused_result_;
void event_exec(struct engine *engine, struct process *process, const struct nstrace_event *event);
void event_exit(struct engine *engine, struct process *process, const struct nstrace_event *event);

#endif
