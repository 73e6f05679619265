// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How births away from home are settled. Whoever leaves or ends marks those that were there for it
 * as abandoned, which is remembered in any case; those of them that are astray are then stranded at
 * once. Where home has moved nobody is astray: there the mark waits for the move to be taken back.
 */
#include "engine/rules.h"
#include "engine/harm.h"
#include "engine/home.h"
#include "engine/nsid.h"
#include "engine/report.h"
#include "engine/strays.h"
#include "engine/visits.h"

#include <string.h>

static bool is_pending_astray(const struct process *process, const struct thread *thread)
{
	return thread->state == THREAD_PENDING && !same_nsid(thread->where, process->home);
}

static void settle_all_abandoned(struct engine *engine, struct process *process, uint64_t time_nsec)
{
	struct thread *thread, *next;

	HASH_ITER(hh, process->threads, thread, next)
		stray_abandoned(engine, process, thread, time_nsec);
}

static bool depends_on(const struct thread *thread, const struct thread *other)
{
	return thread->state == THREAD_PENDING &&
	       (thread->birth.creator_id == other->id || thread->birth.visitor_id == other->id);
}

/* leaver left those who were born of it, or during its visit. */
static void abandon(struct process *process, const struct thread *leaver,
		    const struct evidence *departure)
{
	struct thread *thread, *next;

	if (!leaver->is_creator)
		return;
	HASH_ITER(hh, process->threads, thread, next) {
		if (!depends_on(thread, leaver) || thread->birth.abandoned)
			continue;
		thread->birth.abandoned = true;
		thread->birth.departure = *departure;
	}
}

/* The opposite: it came back before they were reported, which can be only where home has moved. */
static void rejoin(struct process *process, const struct thread *returner)
{
	struct thread *thread, *next;

	if (!returner->is_creator)
		return;
	HASH_ITER(hh, process->threads, thread, next)
		if (depends_on(thread, returner) && same_nsid(thread->where, returner->where) &&
		    thread->birth.departure.tid == returner->tid)
			thread->birth.abandoned = false;
}

/* Returns how long the visit took that ends here, or 0. */
static uint64_t update_visit(struct engine *engine, const struct process *process,
			     struct thread *thread, struct nstrace_nsid to, uint64_t time_nsec)
{
	bool was_home = same_nsid(thread->where, process->home);
	bool was_born_here = thread->state >= THREAD_PENDING;

	if (same_nsid(to, process->home) || same_nsid(to, process->exec_home))
		return visit_end(engine, process, thread, to, time_nsec);
	if (was_home || was_born_here)
		visit_begin(engine, thread, time_nsec);
	else if (!thread->limit_nsec)
		visit_go_on(engine, thread, time_nsec);
	return 0;
}

static void arrive(const struct engine *engine, struct process *process, struct thread *thread,
		   struct nstrace_nsid where, uint64_t time_nsec, uint32_t stack)
{
	/* A stray that restores the namespace it found itself in is where it was. */
	bool is_back_astray = thread->was_stranded && same_nsid(where, thread->birth.where);

	if (is_back_astray)
		visit_end(engine, process, thread, where, time_nsec);
	thread->where = where;
	thread->entered_nsec = time_nsec;
	thread->entered_stack = stack;
	thread->found_nsec = 0;
	thread->refusal = (struct refusal){}; /* whatever failed, it could leave since */
	thread_set_state(process, thread, is_back_astray ? THREAD_STRANDED : THREAD_VISITOR);
	rejoin(process, thread);
}

uint64_t rules_switched(struct engine *engine, struct process *process, struct thread *thread,
			struct nstrace_nsid to, uint64_t time_nsec, uint32_t stack)
{
	const struct evidence departure = {EVIDENCE_CREATOR_LEFT, thread->tid, 0, time_nsec, to};
	bool is_creator = thread->is_creator;
	uint64_t away_nsec;

	stray_carries_on(engine, process, thread, time_nsec);
	away_nsec = update_visit(engine, process, thread, to, time_nsec);

	abandon(process, thread, &departure);
	harm_end(engine, process, thread, time_nsec);
	if (same_nsid(to, process->exec_home))
		thread_drop(engine, process, thread);
	else
		arrive(engine, process, thread, to, time_nsec, stack);
	if (home_revert(process) || is_creator)
		settle_all_abandoned(engine, process, time_nsec);
	return away_nsec;
}

/* A thread whose creator was born here too belongs to the same visit, and shares its fate. */
static struct birth birth_by(struct thread *creator, const struct nstrace_event *event)
{
	struct birth birth = {.visitor_id = creator->id,
			      .visitor_tid = creator->tid,
			      .visit_nsec = creator->entered_nsec,
			      .visit_stack = creator->entered_stack};

	if (creator->state >= THREAD_PENDING)
		birth = creator->birth;
	birth.where = event->where;
	birth.time_nsec = event->time_nsec;
	birth.creator_id = creator->id;
	birth.creator_tid = creator->tid;
	memcpy(birth.comm, event->comm, sizeof(birth.comm));
	birth.stack = event->stack;
	birth.io_worker = event->flags & NSTRACE_F_IO_WORKER;
	return birth;
}

void rules_born_away(struct engine *engine, struct process *process, struct thread *thread,
		     struct thread *creator, const struct nstrace_event *event)
{
	bool is_own_doing = is_known_nsid(event->from) && !same_nsid(event->where, event->from);

	thread->where = event->where;
	thread->entered_nsec = event->time_nsec;
	thread->found_nsec = 0; /* the snapshot may have seen it, too */
	if (is_own_doing) {
		thread->visit_nsec = event->time_nsec;
		thread->entered_stack = event->stack;
		thread_set_state(process, thread, THREAD_VISITOR);
	} else if (creator) {
		visit_carries_on(engine, process, creator, thread->tid, event->time_nsec);
		stray_carries_on(engine, process, creator, event->time_nsec);
		creator->is_creator = true;
		thread->birth = birth_by(creator, event);
		thread_set_state(process, thread, THREAD_PENDING);
		stray_abandoned(engine, process, thread, event->time_nsec);
	}
}

void rules_born_at_home(const struct engine *engine, const struct process *process,
			const struct nstrace_event *event)
{
	const struct thread *visitor;

	for (visitor = process->visitors; visitor; visitor = visitor->next) {
		/* One that was made there, to stay, is on no visit. */
		if (!visitor->limit_nsec || same_nsid(visitor->where, process->home))
			continue;
		report_sibling_away(engine, process, visitor, event);
		return;
	}
}

void rules_ended(struct engine *engine, struct process *process, struct thread *thread,
		 uint64_t last_call_nsec, uint64_t time_nsec)
{
	const struct evidence departure = {EVIDENCE_CREATOR_ENDED, thread->tid, 0, time_nsec,
					   thread->where};
	bool is_creator = thread->is_creator;

	if (last_call_nsec > thread->birth.departure.time_nsec)
		stray_carries_on(engine, process, thread, time_nsec);
	visit_carries_on(engine, process, thread, 0, time_nsec);
	visit_cut_short(engine, process, thread, time_nsec);
	abandon(process, thread, &departure);
	harm_end(engine, process, thread, time_nsec);
	thread_drop(engine, process, thread);
	if (is_creator)
		settle_all_abandoned(engine, process, time_nsec);
}

/* Who was left behind was not joined: it would have run on where it was. */
void rules_process_ended(const struct engine *engine, struct process *process, uint64_t time_nsec)
{
	struct thread *thread, *next;

	HASH_ITER(hh, process->threads, thread, next) {
		visit_cut_short(engine, process, thread, time_nsec);
		stray_carries_on(engine, process, thread, time_nsec);
		if (is_pending_astray(process, thread)) {
			thread_set_state(process, thread, THREAD_EXPOSED);
			report_born_away(engine, process, thread, FINDING_EXPOSED, time_nsec);
		}
		harm_end(engine, process, thread, time_nsec);
	}
}
