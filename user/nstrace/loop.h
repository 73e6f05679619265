/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The poll loop of a trace: it takes records, signals, the time limit and the ends of processes as
 * they come, and hands the engine the time. It opens and closes nothing.
 */
#ifndef NSTRACE_LOOP_H
#define NSTRACE_LOOP_H

#include "nstrace/command.h"
#include "nstrace/probes.h"
#include "nstrace/reporter.h"
#include "nstrace/sources.h"
#include "nstrace/watch.h"

struct loop {
	struct command *command; /* NULL: none */
	struct probes *probes;
	struct reporter *reporter;
	struct sources sources;
	struct watch watch;
	bool is_interrupted; /* by a signal */
	bool stop;
};

/* As probes_record_fn, with the loop as userdata: also for the records of the snapshot. */
void loop_snapshot_record(const struct nstrace_event *event, void *loop);

/* Until the command or every process given has ended, the time is up, or a signal says so; then
 * what the kernel still has is taken in. On failure the user has been told. */
int loop_run(struct loop *loop) warn_unused_result_;

#endif
