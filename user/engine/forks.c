// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A fork alone is no verdict: the child may go home, or elsewhere on purpose, before it runs a
 * program. It is judged at its exec, by where it was born.
 */
#include "engine/forks.h"
#include "engine/nsid.h"
#include "engine/report.h"
#include "engine/strays.h"
#include "engine/visits.h"

/* Reported as being in the wrong place, and still there. */
static bool is_astray(const struct process *process, const struct thread *thread)
{
	return (thread->state == THREAD_STRANDED || thread->is_tainted) &&
	       !same_nsid(thread->where, process->home);
}

static bool is_where_it_came_from(const struct process *process, struct nstrace_nsid where)
{
	return process->origin.tid && same_nsid(where, process->origin.where);
}

struct origin fork_judge(struct engine *engine, const struct nstrace_event *event)
{
	struct process *parent = process_find(engine, event->creator_tgid, event->where.kind);
	struct thread *creator;

	if (!parent)
		return (struct origin){};
	creator = thread_find(engine, parent, event->creator_tid, 0);
	visit_carries_on(engine, parent, creator, event->tid, event->time_nsec);
	stray_carries_on(engine, parent, creator, event->time_nsec);
	/* clone(CLONE_NEWNET) puts the child elsewhere, on purpose. */
	if (!same_nsid(event->where, event->from))
		return (struct origin){};
	if (creator && is_astray(parent, creator))
		return (struct origin){parent->key.tgid, creator->tid, event->stack,
				       event->time_nsec, event->where, parent->home};
	if (is_where_it_came_from(parent, event->from))
		return parent->origin;
	return (struct origin){};
}

void fork_ran(const struct engine *engine, struct process *process,
	      const struct nstrace_event *event)
{
	if (is_where_it_came_from(process, event->where) &&
	    !same_nsid(event->where, process->origin.home))
		report_misplaced(engine, process, event);
	process->origin = (struct origin){};
}
