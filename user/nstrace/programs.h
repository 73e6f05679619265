/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The BPF programs, one by one: what there is, how to load a choice of them, how to attach one.
 * What to make of a refusal is the caller's business.
 */
#ifndef NSTRACE_PROGRAMS_H
#define NSTRACE_PROGRAMS_H

#include "nstrace/probes.h"
#include "nstrace.skel.h"

/* Open and load with the programs whose status is 0; the maps come along with any of them. *ret is
 * the caller's to nstrace_bpf__destroy(). Returns 0 or a negative errno. */
int programs_load(const int status[N_PROBES], const struct probes_scope *scope,
		  struct nstrace_bpf **ret) warn_unused_result_;

/* *ret is the caller's to bpf_link__destroy(). Returns 0 or a negative errno. */
int programs_attach(struct nstrace_bpf *skeleton, size_t probe,
		    struct bpf_link **ret) warn_unused_result_;

#endif
