// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/strays.h"
#include "engine/deadlines.h"
#include "engine/nsid.h"
#include "engine/report.h"

static bool is_abandoned_astray(const struct process *process, const struct thread *thread)
{
	return thread->state == THREAD_PENDING && thread->birth.abandoned &&
	       !same_nsid(thread->where, process->home);
}

static void settle_abandoned(const struct engine *engine, struct process *process,
			     struct thread *thread, uint64_t time_nsec)
{
	thread_set_state(process, thread, THREAD_STRANDED);
	thread->was_stranded = true;
	report_born_away(engine, process, thread, FINDING_STRANDED, time_nsec);
}

/* It was on no visit. Nobody saw its birth: what it does from now on is judged as that of any
 * stray.
 */
static void settle_found(const struct engine *engine, struct process *process,
			 struct thread *thread, uint64_t time_nsec)
{
	report_found(engine, process, thread, SEVERITY_ERROR, time_nsec);
	thread->found_nsec = 0;
	thread->was_stranded = true;
	thread->birth = (struct birth){.where = thread->where, .abandoned = true};
	thread_set_state(process, thread, THREAD_STRANDED);
}

void stray_found(struct engine *engine, struct process *process, struct thread *thread,
		 uint64_t found_nsec)
{
	thread->found_nsec = found_nsec;
	report_found(engine, process, thread, SEVERITY_WARNING, found_nsec);
	deadline_expect(engine, found_nsec + engine->max_visit_nsec);
}

void stray_abandoned(struct engine *engine, struct process *process, struct thread *thread,
		     uint64_t time_nsec)
{
	uint64_t due_nsec = stray_deadline(engine, process, thread);

	if (!is_abandoned_astray(process, thread))
		return;
	if (due_nsec <= time_nsec)
		settle_abandoned(engine, process, thread, time_nsec);
	else
		deadline_expect(engine, due_nsec);
}

void stray_carries_on(const struct engine *engine, struct process *process, struct thread *thread,
		      uint64_t time_nsec)
{
	if (thread && is_abandoned_astray(process, thread))
		settle_abandoned(engine, process, thread, time_nsec);
}

uint64_t stray_deadline(const struct engine *engine, const struct process *process,
			const struct thread *thread)
{
	uint64_t left_nsec = thread->birth.departure.time_nsec;

	if (is_abandoned_astray(process, thread))
		return left_nsec + (left_nsec < engine->grace_since_nsec ? 0 : engine->grace_nsec);
	if (thread->found_nsec && !same_nsid(thread->where, process->home))
		return thread->found_nsec + engine->max_visit_nsec;
	return 0;
}

void stray_settle(const struct engine *engine, struct process *process, struct thread *thread,
		  uint64_t due_nsec)
{
	if (thread->found_nsec)
		settle_found(engine, process, thread, due_nsec);
	else
		settle_abandoned(engine, process, thread, due_nsec);
}
