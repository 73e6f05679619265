// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/visits.h"
#include "engine/deadlines.h"
#include "engine/home.h"
#include "engine/nsid.h"
#include "engine/report.h"

#include <string.h>

/* A thread that could not go home has this long to try again, or to give itself up. */
#define RETRY_NSEC 100000000

/* Away, and not born there: those are judged by their birth. */
static bool is_on_visit(const struct process *process, const struct thread *thread)
{
	return (thread->state == THREAD_VISITOR || thread->state == THREAD_UNKNOWN) &&
	       !same_nsid(thread->where, process->home);
}

static uint64_t retry_deadline(const struct thread *thread)
{
	if (!thread->refusal.time_nsec || thread->is_tainted)
		return 0;
	return thread->refusal.time_nsec + RETRY_NSEC;
}

static uint64_t limit_deadline(const struct thread *thread)
{
	return thread->is_overdue ? 0 : thread->limit_nsec;
}

uint64_t visit_deadline(const struct process *process, const struct thread *thread)
{
	if (!is_on_visit(process, thread))
		return 0;
	return deadline_earlier(retry_deadline(thread), limit_deadline(thread));
}

static void taint(const struct engine *engine, const struct process *process, struct thread *thread,
		  struct evidence cause)
{
	if (thread->is_tainted || !is_on_visit(process, thread))
		return;
	thread->is_tainted = true;
	report_tainted(engine, process, thread, cause);
}

/* Whoever "went home" for this visitor gets a verdict with it. */
static void settle_restore(const struct engine *engine, const struct process *process,
			   struct thread *visitor, enum finding_severity severity,
			   struct evidence cause)
{
	if (!visitor->restore.tid)
		return;
	report_misrestored(engine, process, visitor, severity, cause);
	visitor->restore = (struct restore){};
}

void visit_begin(struct engine *engine, struct thread *thread, uint64_t time_nsec)
{
	thread->visit_nsec = time_nsec;
	visit_go_on(engine, thread, time_nsec);
}

void visit_go_on(struct engine *engine, struct thread *thread, uint64_t time_nsec)
{
	thread->limit_nsec = time_nsec + engine->max_visit_nsec;
	thread->is_overdue = thread->is_tainted = thread->was_restored = false;
	deadline_expect(engine, thread->limit_nsec);
}

uint64_t visit_end(const struct engine *engine, const struct process *process,
		   struct thread *thread, struct nstrace_nsid where, uint64_t time_nsec)
{
	uint64_t began_nsec = thread->visit_nsec;

	settle_restore(engine, process, thread, SEVERITY_WARNING,
		       (struct evidence){EVIDENCE_VISIT_ENDED, thread->tid, 0, time_nsec, where});
	thread->visit_nsec = thread->limit_nsec = 0;
	return began_nsec && began_nsec < time_nsec ? time_nsec - began_nsec : 0;
}

void visit_cut_short(const struct engine *engine, const struct process *process,
		     struct thread *thread, uint64_t time_nsec)
{
	settle_restore(engine, process, thread, SEVERITY_WARNING,
		       (struct evidence){EVIDENCE_VISIT_ENDED, thread->tid, 0, time_nsec,
					 thread->where});
}

/* A process with one thread keeps no one waiting, and knows where it is. */
static void refused(struct engine *engine, const struct process *process, struct thread *thread,
		    const struct nstrace_event *event)
{
	const struct refusal refusal = {event->time_nsec, event->stack, event->ret,
					event->n_threads};

	if (event->n_threads > 1)
		report_refused(engine, process, event);
	if (!thread || !is_on_visit(process, thread) || thread->refusal.time_nsec)
		return;
	memcpy(thread->comm, event->comm, sizeof(thread->comm));
	thread->refusal = refusal;
	deadline_expect(engine, visit_deadline(process, thread));
}

/* The visit that a thread at home meant to end: the oldest for which nobody did yet. */
static struct thread *find_unrestored(const struct process *process)
{
	struct thread *visitor;

	for (visitor = process->visitors; visitor; visitor = visitor->next)
		if (visitor->limit_nsec && !visitor->was_restored)
			return visitor;
	return NULL;
}

static void restored_at_home(const struct engine *engine, const struct process *process,
			     const struct nstrace_event *event)
{
	struct thread *visitor = find_unrestored(process);

	if (!visitor)
		return;
	visitor->was_restored = true;
	visitor->restore = (struct restore){
		.tid = event->tid, .stack = event->stack, .time_nsec = event->time_nsec};
	memcpy(visitor->restore.comm, event->comm, sizeof(event->comm));
	if (visitor->is_overdue)
		settle_restore(engine, process, visitor, SEVERITY_ERROR,
			       (struct evidence){EVIDENCE_OVERDUE, visitor->tid, 0,
						 event->time_nsec, visitor->where});
}

void visit_not_moved(struct engine *engine, struct process *process, struct thread *thread,
		     const struct nstrace_event *event)
{
	if (event->ret < 0)
		refused(engine, process, thread, event);
	else if (same_nsid(event->where, process->home))
		restored_at_home(engine, process, event);
}

void visit_carries_on(const struct engine *engine, const struct process *process,
		      struct thread *thread, uint32_t made_tid, uint64_t time_nsec)
{
	if (!thread || !thread->refusal.time_nsec)
		return;
	taint(engine, process, thread,
	      (struct evidence){EVIDENCE_STILL_THERE, thread->tid, made_tid, time_nsec,
				thread->where});
}

static void settle_retry(const struct engine *engine, const struct process *process,
			 struct thread *thread, uint64_t due_nsec)
{
	taint(engine, process, thread,
	      (struct evidence){EVIDENCE_STILL_THERE, thread->tid, 0, due_nsec, thread->where});
}

/* While nobody is at home there is nobody to be away from. */
static void settle_visit(const struct engine *engine, struct process *process,
			 struct thread *thread, uint64_t due_nsec)
{
	const struct evidence overdue = {EVIDENCE_OVERDUE, thread->tid, 0, due_nsec, thread->where};

	thread->is_overdue = true;
	if (home_is_inhabited(process))
		taint(engine, process, thread, overdue);
	else
		process->is_deserted = true;
	settle_restore(engine, process, thread, SEVERITY_ERROR, overdue);
}

void visit_settle(const struct engine *engine, struct process *process, struct thread *thread,
		  uint64_t due_nsec)
{
	if (due_nsec == retry_deadline(thread))
		settle_retry(engine, process, thread, due_nsec);
	else
		settle_visit(engine, process, thread, due_nsec);
}

void visits_recheck(const struct engine *engine, struct process *process, uint64_t time_nsec)
{
	struct thread *thread;

	if (!process->is_deserted || !home_is_inhabited(process))
		return;
	process->is_deserted = false;
	for (thread = process->threads; thread; thread = thread->hh.next)
		if (thread->is_overdue)
			taint(engine, process, thread,
			      (struct evidence){EVIDENCE_OVERDUE, thread->tid, 0, time_nsec,
						thread->where});
}
