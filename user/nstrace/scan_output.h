/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a scan tells, and its two looks. */
#ifndef NSTRACE_SCAN_OUTPUT_H
#define NSTRACE_SCAN_OUTPUT_H

#include <stdint.h>
#include <stdio.h>
#include "engine/engine.h"
#include "nstrace/nsid_name.h"
#include "nstrace/scan_sockets.h"
#include "nstrace/scan_thread.h"

struct scan_stray {
	struct engine_stray where;
	char comm[NSTRACE_COMM_LEN]; /* hostile text */
	struct scan_activity activity;
};

/* A namespace that strays of a process are in, and the process's sockets there. */
struct scan_place {
	struct nstrace_nsid where;
	struct scan_sockets sockets;
};

/* A process with at least one stray. */
struct scan_process {
	uint32_t tgid;
	char comm[NSTRACE_COMM_LEN]; /* the leader's, "" if it cannot be read */
	unsigned int n_threads;
	struct nstrace_nsid home;
	struct scan_stray *strays;
	size_t n_strays;
	struct scan_place *places;
	size_t n_places;
};

struct scan_summary {
	size_t n_processes, n_strays;
	const char *source;    /* "bpf" or "procfs" */
	unsigned int n_hidden; /* processes that could not be looked at */
	unsigned int n_seen;   /* those that could, but for ourselves; 0 by BPF, which hides none */
};

struct scan_output {
	FILE *file;
	struct nsid_names *names;
	uint64_t now_nsec; /* CLOCK_BOOTTIME */
};

/* The first error of writing is output_close()'s to tell; here only -ENOMEM is. */
int scan_text_process(struct scan_output *output,
		      const struct scan_process *process) warn_unused_result_;
int scan_text_summary(struct scan_output *output,
		      const struct scan_summary *summary) warn_unused_result_;
int scan_json_process(struct scan_output *output,
		      const struct scan_process *process) warn_unused_result_;
int scan_json_summary(struct scan_output *output,
		      const struct scan_summary *summary) warn_unused_result_;

#endif
