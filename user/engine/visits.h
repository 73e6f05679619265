/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules for visits that go wrong: a switch that fails, a stay that does not end, and a way home
 * that the wrong thread takes.
 *
 * Their findings are settled by events, or by time: each thread has at most one deadline at a time.
 */
#ifndef ENGINE_VISITS_H
#define ENGINE_VISITS_H

#include "engine/state.h"

/* thread, which is away from home, is so from now on by its own switch. */
void visit_begin(struct engine *engine, struct thread *thread, uint64_t time_nsec);

/* The same if it was away before: nobody knows how long its visit takes in all. */
void visit_go_on(struct engine *engine, struct thread *thread, uint64_t time_nsec);

/* thread came home, or as a stray to where it is astray. Returns how long the visit took
 * that ends, or 0. */
uint64_t visit_end(const struct engine *engine, const struct process *process,
		   struct thread *thread, struct nstrace_nsid where, uint64_t time_nsec);

/* The same by ending, alone or with its process. */
void visit_cut_short(const struct engine *engine, const struct process *process,
		     struct thread *thread, uint64_t time_nsec);

/* A setns or unshare failed, or led to where the thread was already. thread is NULL if it has no
 * record: then it is at home. */
void visit_not_moved(struct engine *engine, struct process *process, struct thread *thread,
		     const struct nstrace_event *event);

/* thread does something that only makes sense at home, or ends: it was not going to try again.
 * made_tid: the thread or process that it makes, or 0. */
void visit_carries_on(const struct engine *engine, const struct process *process,
		      struct thread *thread, uint32_t made_tid, uint64_t time_nsec);

/* When something is settled unless thread goes home before; 0: never. */
uint64_t visit_deadline(const struct process *process, const struct thread *thread);
void visit_settle(const struct engine *engine, struct process *process, struct thread *thread,
		  uint64_t due_nsec);

/* Somebody may have come home, which visits were waiting for that are overdue already. */
void visits_recheck(const struct engine *engine, struct process *process, uint64_t time_nsec);

#endif
