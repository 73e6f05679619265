// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/report.h"

#include <string.h>

static bool is_home_inferred(const struct engine *engine, const struct process *process)
{
	if (process->home_source == HOME_AT_FIRST_SIGHT)
		return process->start_nsec < engine->attach_nsec;
	return process->home_source == HOME_BY_MAJORITY;
}

static struct finding new_finding(const struct engine *engine, const struct process *process,
				  enum finding_class class, uint32_t tid, const char *comm,
				  uint64_t time_nsec)
{
	struct finding finding = {
		.class = class,
		.severity = finding_class_severity(class),
		.tgid = process->key.tgid,
		.tid = tid,
		.home = process->home,
		.home_inferred = is_home_inferred(engine, process),
		.decided_nsec = time_nsec,
	};

	memcpy(finding.comm, comm, sizeof(finding.comm) - 1);
	return finding;
}

static void add_evidence(struct finding *finding, struct evidence evidence)
{
	if (finding->n_evidence < FINDING_EVIDENCE_MAX)
		finding->evidence[finding->n_evidence++] = evidence;
}

static void add_deeds(struct finding *finding, struct thread *thread)
{
	finding->deeds = thread->deeds;
	thread->n_deeds_told = deeds_total(thread->deeds);
}

void report_born_away(const struct engine *engine, const struct process *process,
		      struct thread *thread, enum finding_class class, uint64_t time_nsec)
{
	const struct birth *birth = &thread->birth;
	struct finding finding =
		new_finding(engine, process, class, thread->tid, birth->comm, time_nsec);

	finding.where = thread->where;
	finding.io_worker = birth->io_worker;
	finding.creator_tid = birth->creator_tid;
	finding.creator_tgid = process->key.tgid;
	finding.visitor_tid = birth->visitor_tid;
	finding.born_nsec = finding.since_nsec = birth->time_nsec;
	finding.switch_stack = birth->visit_stack;
	finding.birth_stack = birth->stack;
	/* Of a stray's child whose own birth nobody saw, it is not known. */
	if (birth->visitor_tid)
		add_evidence(&finding, (struct evidence){EVIDENCE_VISIT_BEGAN, birth->visitor_tid,
							 0, birth->visit_nsec, birth->where});
	add_evidence(&finding, (struct evidence){EVIDENCE_BORN, thread->tid, birth->creator_tid,
						 birth->time_nsec, birth->where});
	if (birth->abandoned && birth->departure.tid)
		add_evidence(&finding, birth->departure);
	add_deeds(&finding, thread);
	engine->on_finding(&finding, engine->userdata);
}

void report_found(const struct engine *engine, const struct process *process, struct thread *thread,
		  enum finding_severity severity, uint64_t time_nsec)
{
	struct finding finding = new_finding(engine, process, FINDING_STRANDED, thread->tid,
					     thread->comm, time_nsec);

	finding.severity = severity;
	finding.where = thread->where;
	finding.born_nsec = thread->start_nsec;
	add_deeds(&finding, thread);
	add_evidence(&finding, (struct evidence){EVIDENCE_FOUND, thread->tid, 0, thread->found_nsec,
						 thread->where});
	if (severity == SEVERITY_ERROR)
		add_evidence(&finding, (struct evidence){EVIDENCE_OVERDUE, thread->tid, 0,
							 time_nsec, thread->where});
	engine->on_finding(&finding, engine->userdata);
}

void report_sibling_away(const struct engine *engine, const struct process *process,
			 const struct thread *visitor, const struct nstrace_event *event)
{
	struct finding finding = new_finding(engine, process, FINDING_EXPOSED, event->tid,
					     event->comm, event->time_nsec);

	finding.where = visitor->where;
	finding.io_worker = event->flags & NSTRACE_F_IO_WORKER;
	finding.creator_tid = event->creator_tid;
	finding.creator_tgid = process->key.tgid;
	finding.visitor_tid = visitor->tid;
	finding.born_nsec = finding.since_nsec = event->time_nsec;
	finding.switch_stack = visitor->entered_stack;
	finding.birth_stack = event->stack;
	add_evidence(&finding, (struct evidence){EVIDENCE_VISIT_BEGAN, visitor->tid, 0,
						 visitor->entered_nsec, visitor->where});
	add_evidence(&finding, (struct evidence){EVIDENCE_BORN, event->tid, event->creator_tid,
						 event->time_nsec, event->where});
	engine->on_finding(&finding, engine->userdata);
}

void report_refused(const struct engine *engine, const struct process *process,
		    const struct nstrace_event *event)
{
	struct finding finding = new_finding(engine, process, FINDING_REFUSED, event->tid,
					     event->comm, event->time_nsec);

	finding.where = event->where;
	finding.since_nsec = event->time_nsec;
	finding.switch_stack = event->stack;
	add_evidence(&finding, (struct evidence){EVIDENCE_REFUSED, event->tid, 0, event->time_nsec,
						 event->where, event->ret, event->n_threads});
	engine->on_finding(&finding, engine->userdata);
}

void report_tainted(const struct engine *engine, const struct process *process,
		    struct thread *thread, struct evidence cause)
{
	const struct refusal *refusal = &thread->refusal;
	struct finding finding = new_finding(engine, process, FINDING_TAINTED, thread->tid,
					     thread->comm, cause.time_nsec);

	finding.where = thread->where;
	finding.visitor_tid = thread->tid;
	finding.since_nsec = thread->entered_nsec;
	finding.switch_stack = thread->entered_stack;
	finding.restore_stack = refusal->stack;
	add_deeds(&finding, thread);
	add_evidence(&finding, (struct evidence){EVIDENCE_VISIT_BEGAN, thread->tid, 0,
						 thread->entered_nsec, thread->where});
	if (refusal->time_nsec)
		add_evidence(&finding,
			     (struct evidence){EVIDENCE_REFUSED, thread->tid, 0, refusal->time_nsec,
					       thread->where, refusal->error, refusal->n_threads});
	add_evidence(&finding, cause);
	engine->on_finding(&finding, engine->userdata);
}

void report_misrestored(const struct engine *engine, const struct process *process,
			const struct thread *visitor, enum finding_severity severity,
			struct evidence cause)
{
	const struct restore *restore = &visitor->restore;
	struct finding finding = new_finding(engine, process, FINDING_MISRESTORED, restore->tid,
					     restore->comm, cause.time_nsec);

	finding.severity = severity;
	finding.where = visitor->where;
	finding.visitor_tid = visitor->tid;
	finding.since_nsec = restore->time_nsec;
	finding.switch_stack = visitor->entered_stack;
	finding.restore_stack = restore->stack;
	add_evidence(&finding, (struct evidence){EVIDENCE_VISIT_BEGAN, visitor->tid, 0,
						 visitor->entered_nsec, visitor->where});
	add_evidence(&finding, (struct evidence){EVIDENCE_RESTORED, restore->tid, 0,
						 restore->time_nsec, process->home});
	add_evidence(&finding, cause);
	engine->on_finding(&finding, engine->userdata);
}

void report_misplaced(const struct engine *engine, const struct process *process,
		      const struct nstrace_event *event)
{
	const struct origin *origin = &process->origin;
	struct finding finding = new_finding(engine, process, FINDING_MISPLACED, event->tid,
					     event->comm, event->time_nsec);

	finding.where = event->where;
	finding.home = origin->home;
	finding.creator_tid = origin->tid;
	finding.creator_tgid = origin->tgid;
	finding.born_nsec = finding.since_nsec = origin->forked_nsec;
	finding.birth_stack = origin->stack;
	add_evidence(&finding, (struct evidence){EVIDENCE_FORKED, event->tid, origin->tid,
						 origin->forked_nsec, origin->where});
	add_evidence(&finding, (struct evidence){EVIDENCE_RAN, event->tid, 0, event->time_nsec,
						 event->where});
	engine->on_finding(&finding, engine->userdata);
}

void report_harm(const struct engine *engine, const struct process *process,
		 const struct thread *thread, enum finding_class class, uint64_t time_nsec)
{
	struct harm harm = {
		.class = class,
		.tgid = process->key.tgid,
		.tid = thread->tid,
		.where = thread->where,
		.home = process->home,
		.time_nsec = time_nsec,
		.n_told = thread->n_deeds_told,
		.deeds = thread->deeds,
	};

	memcpy(harm.comm, thread->comm, sizeof(harm.comm) - 1);
	engine->on_harm(&harm, engine->userdata);
}
