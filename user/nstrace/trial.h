/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loading and attaching by trial: every program is its own attempt, and only a kernel that lacks a
 * needed one is refused. Kernel versions say nothing (backports, lockdown, configuration), so the
 * only question asked is whether the kernel takes the program.
 *
 * status, below: for each program 0 if it is wanted, and a negative errno if not; a program that
 * the kernel refuses gets the errno of its load or attach.
 */
#ifndef NSTRACE_TRIAL_H
#define NSTRACE_TRIAL_H

#include "nstrace/programs.h"

/* Load and attach a single program alone, and detach it again. Returns 0 or a negative errno. */
int trial_probe(size_t probe) warn_unused_result_;

/* Load what is wanted; without stacks where those are refused. *ret is the caller's to
 * nstrace_bpf__destroy(). */
int trial_load(int status[N_PROBES], const struct probes_scope *scope,
	       struct nstrace_bpf **ret) warn_unused_result_;

/* Attach what was loaded and is attached from the start. The links are the caller's to
 * bpf_link__destroy(), also on failure. */
int trial_attach(struct nstrace_bpf *skeleton, int status[N_PROBES],
		 struct bpf_link *links[N_PROBES]) warn_unused_result_;

#endif
