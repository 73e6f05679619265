// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The books are kept by what events say of the moment that they happened, not by what should have
 * come before: records can be lost, and events older than the snapshot are fed after it.
 */
#include "engine/events.h"
#include "engine/forks.h"
#include "engine/nsid.h"
#include "engine/rules.h"
#include "engine/visits.h"

#include <errno.h>
#include <string.h>

/* The record of a thread that is there; it is made for one that was only counted so far. */
static struct thread *record_thread(struct engine *engine, struct process *process, uint32_t tid,
				    uint64_t start_nsec, struct nstrace_nsid where)
{
	struct thread *thread = thread_find(engine, process, tid, start_nsec);

	if (thread)
		return thread;
	thread = thread_add(engine, process, tid, start_nsec);
	if (thread)
		thread->where = where;
	return thread;
}

/* The record of the thread that event says was at event->from, or NULL if it has none and needs
 * none there. A record that has it elsewhere missed a switch: one that was lost, or that came
 * between this event and the snapshot. */
static int locate_thread(struct engine *engine, struct process *process,
			 const struct nstrace_event *event, uint32_t tid, uint64_t start_nsec,
			 struct thread **ret)
{
	struct thread *thread = thread_find(engine, process, tid, start_nsec);
	bool is_elsewhere = thread && !same_nsid(thread->where, event->from);

	*ret = thread;
	if (!is_known_nsid(event->from) || (thread && !is_elsewhere))
		return 0;
	if (is_elsewhere) {
		rules_switched(engine, process, thread, event->from, event->time_nsec, 0);
		thread = thread_find(engine, process, tid, start_nsec);
	}
	if (!thread && !same_nsid(event->from, process->exec_home)) {
		thread = record_thread(engine, process, tid, start_nsec, event->from);
		if (!thread)
			return -ENOMEM;
	}
	if (thread)
		thread->entered_nsec = thread->entered_stack = 0;
	*ret = thread;
	return 0;
}

int event_switch(struct engine *engine, struct process *process, const struct nstrace_event *event,
		 uint64_t *ret_away_nsec)
{
	struct thread *thread;
	int r;

	r = locate_thread(engine, process, event, event->tid, event->thread_start_nsec, &thread);
	if (r < 0)
		return r;
	if (same_nsid(event->from, event->where)) {
		visit_not_moved(engine, process, thread, event);
		return 0;
	}
	if (!thread)
		thread = record_thread(engine, process, event->tid, event->thread_start_nsec,
				       event->from);
	if (!thread)
		return -ENOMEM;
	memcpy(thread->comm, event->comm, sizeof(thread->comm));
	*ret_away_nsec = rules_switched(engine, process, thread, event->where, event->time_nsec,
					event->stack);
	return 0;
}

/* n_threads of the record that it was taken from has what happened before. */
static bool is_counted(const struct process *process, const struct nstrace_event *event)
{
	return event->time_nsec <= process->counted_nsec;
}

int event_birth(struct engine *engine, struct process *process, const struct nstrace_event *event)
{
	struct thread *creator, *thread;
	int r;

	if (!(event->flags & NSTRACE_F_THREAD))
		return 0;
	/* First, for its side effect: whoever had this tid before is gone. */
	thread_find(engine, process, event->tid, event->thread_start_nsec);
	r = locate_thread(engine, process, event, event->creator_tid, 0, &creator);
	if (r < 0)
		return r;
	if (!is_counted(process, event))
		process->n_threads++;
	if (same_nsid(event->where, process->home))
		rules_born_at_home(engine, process, event);
	if (same_nsid(event->where, process->exec_home))
		return 0;
	thread = record_thread(engine, process, event->tid, event->thread_start_nsec, event->where);
	if (!thread)
		return -ENOMEM;
	rules_born_away(engine, process, thread, creator, event);
	return 0;
}

void event_exec(struct engine *engine, struct process *process, const struct nstrace_event *event)
{
	rules_process_ended(engine, process, event->time_nsec);
	fork_ran(engine, process, event);
	process_drop_threads(engine, process);
	process->home = process->exec_home = event->where;
	process->home_source = HOME_BY_EXEC;
	process->in_snapshot = false;
}

void event_exit(struct engine *engine, struct process *process, const struct nstrace_event *event)
{
	bool is_everyone = event->flags & (NSTRACE_F_GROUP_EXIT | NSTRACE_F_LAST);
	struct thread *thread = thread_find(engine, process, event->tid, event->thread_start_nsec);

	if (is_everyone)
		rules_process_ended(engine, process, event->time_nsec);
	if (thread && is_everyone)
		thread_drop(engine, process, thread);
	else if (thread)
		rules_ended(engine, process, thread, event->last_call_nsec, event->time_nsec);
	if (!is_counted(process, event) && process->n_threads > HASH_COUNT(process->threads))
		process->n_threads--;
	process->is_gone = event->flags & NSTRACE_F_LAST;
}

int event_thread(struct engine *engine, struct process *process, const struct nstrace_event *event)
{
	struct thread *thread;

	if (!process->in_snapshot)
		return 0; /* what was seen happening tells more */
	thread = record_thread(engine, process, event->tid, event->thread_start_nsec, event->where);
	if (!thread)
		return -ENOMEM;
	thread->where = event->where;
	memcpy(thread->comm, event->comm, sizeof(thread->comm));
	process->leader_where = event->home;
	process->counted_nsec = event->time_nsec;
	if (event->n_threads > HASH_COUNT(process->threads))
		process->n_threads = event->n_threads;
	return 0;
}
