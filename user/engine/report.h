/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telling a verdict: fills in the finding with its evidence and hands it out. Decides nothing. */
#ifndef ENGINE_REPORT_H
#define ENGINE_REPORT_H

#include "engine/state.h"

/* thread was born away from home; for FINDING_STRANDED, its birth has a departure. */
void report_born_away(const struct engine *engine, const struct process *process,
		      struct thread *thread, enum finding_class class, uint64_t time_nsec);

/* thread was astray already when we attached, at found_nsec. An error: still so at time_nsec. */
void report_found(const struct engine *engine, const struct process *process, struct thread *thread,
		  enum finding_severity severity, uint64_t time_nsec);

/* A thread was born at home, as event says, while a sibling was on a visit. */
void report_sibling_away(const struct engine *engine, const struct process *process,
			 const struct thread *visitor, const struct nstrace_event *event);

/* event: a switch that failed. */
void report_refused(const struct engine *engine, const struct process *process,
		    const struct nstrace_event *event);

/* cause: what settled it, with its time. */
void report_tainted(const struct engine *engine, const struct process *process,
		    struct thread *thread, struct evidence cause);

/* visitor has the restore that was meant for it. */
void report_misrestored(const struct engine *engine, const struct process *process,
			const struct thread *visitor, enum finding_severity severity,
			struct evidence cause);

/* event: the exec of a process that has an origin. */
void report_misplaced(const struct engine *engine, const struct process *process,
		      const struct nstrace_event *event);

/* thread has deeds, and a finding of this class. Only if engine->on_harm is set. */
void report_harm(const struct engine *engine, const struct process *process,
		 const struct thread *thread, enum finding_class class, uint64_t time_nsec);

#endif
