/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From records to what the user gets: feeds the engine, passes events and findings to every open
 * output, and counts for the summary. It decides nothing itself.
 */
#ifndef NSTRACE_REPORTER_H
#define NSTRACE_REPORTER_H

#include "nstrace/options.h"
#include "nstrace/output.h"

struct reporter;

/* Opens the outputs that the options ask for. *ret is the caller's to reporter_free(). On failure
 * the user has been told. */
int reporter_new(const struct options *options, struct reporter **ret) warn_unused_result_;
void reporter_free(struct reporter *reporter);

/* The control groups to trace, as probes_scope has them. */
const struct nstrace_cgroup *reporter_cgroups(const struct reporter *reporter, size_t *ret_n);

/* As engine_home_fn, but with its own userdata. */
void reporter_set_on_home(struct reporter *reporter, engine_home_fn on_home, void *userdata);

/* Before the first record. */
int reporter_start(struct reporter *reporter, const struct output_start *start);

/* These processes run their programs only now: for a command, which at the start was not one. */
void reporter_note_processes(struct reporter *reporter, const uint32_t *tgids, size_t n_tgids);

/* As probes_record_fn, with the reporter as userdata. A snapshot's records come first. */
void reporter_snapshot_record(const struct nstrace_event *event, void *reporter);
void reporter_snapshot_end(struct reporter *reporter);

/* Records of the trace from before the snapshot was begun tell nothing that it does not know. Some
 * would be half a story: the way home of a switch may have begun before its probe was there. */
void reporter_ignore_before(struct reporter *reporter, uint64_t time_nsec);
/* As probes_stack_fn, likewise; not with --no-stacks. */
void reporter_stack(const struct nstrace_stack *stack, void *reporter);
void reporter_record(const struct nstrace_event *event, void *reporter);
void reporter_evidence(const struct nstrace_evidence *evidence, void *reporter);

/* A thread that is followed is away from home, as far as the records tell that were passed on. */
bool reporter_is_somebody_away(const struct reporter *reporter);

/* Since when evidence is watched for; 0: it is not. Only a thread that is left behind later than
 * that can be given a moment to end by itself: whatever it does there is seen. */
void reporter_watch(struct reporter *reporter, uint64_t since_nsec);

/* What time alone settles: see engine.h. Times are of CLOCK_BOOTTIME. */
uint64_t reporter_deadline(const struct reporter *reporter);
void reporter_advance(struct reporter *reporter, uint64_t now_nsec);

/* 0, or the negative errno of what ended it: of the first output that could not be written, once
 * none can be. That was told. */
int reporter_error(const struct reporter *reporter);

/* Settles what is pending, prints the summary and closes the outputs. The error of any of them. */
int reporter_finish(struct reporter *reporter, const uint64_t n_lost[NSTRACE_LOST_KINDS],
		    bool interrupted);

unsigned int reporter_n_errors(const struct reporter *reporter);
uint64_t reporter_n_lost(const struct reporter *reporter);

#endif
