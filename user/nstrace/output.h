/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every output is for the session, and the few things that all of them say alike.
 *
 * An output decides how things look, never what is a finding. Several may be open at once.
 */
#ifndef NSTRACE_OUTPUT_H
#define NSTRACE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "engine/engine.h"
#include "engine/finding.h"
#include "lib/cleanup.h"
#include "nstrace/stacks.h"
#include "nstrace/suppressions.h"

/* What is about to be traced. */
struct output_start {
	const char *version;
	const char *probes;	/* how switches are seen */
	uint64_t time_nsec;	/* CLOCK_BOOTTIME: +0 ms */
	uint64_t realtime_nsec; /* CLOCK_REALTIME of the same moment, as other logs have it */
	const uint32_t *tgids;	/* the processes to follow, our command among them */
	size_t n_tgids;		/* 0: the whole machine */
	bool command;		/* it is one command, started by us: there will be an end */
};

struct output_summary {
	unsigned int n_findings[FINDING_CLASSES];
	unsigned int n_by_severity[FINDING_SEVERITIES]; /* the same findings */
	unsigned int n_suppressed;			/* findings that are not among those */
	const struct suppressions *suppressions;	/* NULL: nobody asks for each of them */
	uint64_t n_lost[NSTRACE_LOST_KINDS]; /* [0]: processes that could not be followed */
	uint64_t duration_nsec;
	bool interrupted; /* by a signal */
};

/*
 * start() comes first, then event() for each thread that the snapshot found astray, as a THREAD of
 * that moment, and for each record that comes behind the snapshot, act() for what a
 * thread does away from home, if it is the first of its kind, finding()
 * right behind the event that settled it, or whenever time does, harm() for a finding's thread that
 * did something, when it goes or ends, then finish(). Each returns 0 or
 * the negative errno of the write that failed (-ENOSPC, -EPIPE: SIGPIPE must be blocked); what
 * comes after that is undefined but for free(). finish() closes the file; after it only free() is
 * left.
 */
struct output {
	int (*start)(struct output *output, const struct output_start *start);
	int (*event)(struct output *output, const struct nstrace_event *event,
		     const struct engine_view *view);
	int (*act)(struct output *output, const struct nstrace_evidence *evidence,
		   const struct engine_act_view *view);
	int (*finding)(struct output *output, const struct finding *finding);
	int (*harm)(struct output *output, const struct harm *harm);
	int (*finish)(struct output *output, const struct output_summary *summary);
	void (*free)(struct output *output);
	/* Set for each finding(): the entry that would suppress it; NULL: nobody asks for it. */
	const char *suppression;
	struct stacks *stacks; /* set before start(); NULL: there are none */
};

/* A file to write to, closed on exec; NULL: standard output. */
int output_open(const char *path, FILE **ret) warn_unused_result_;

/* Everything written so far is out, or -errno. output_close() closes file whatever it returns. */
int output_flush(FILE *file) warn_unused_result_;
int output_close(FILE *file) warn_unused_result_;

/* "setns", "unshare", "clone", "fork", "exec", "exit"; "thread" for one that the snapshot
 * found astray. */
const char *output_event_name(const struct nstrace_event *event);

/* "EINVAL" for EINVAL or -EINVAL; "unknown" for what has no name. */
const char *output_error_name(int error);

/* What a record tells of that was lost, in one word. */
const char *output_lost_name(unsigned int lost_kind);

uint64_t output_n_lost(const struct output_summary *summary);

#endif
