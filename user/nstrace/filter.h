/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --comm, --netns and --cgroup: of what is reported. Of each kind given, one must match.
 *
 * What control group a traced process is in, the kernel side decides when it first matters.
 */
#ifndef NSTRACE_FILTER_H
#define NSTRACE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include "nstrace/cgroup.h"
#include "nstrace/options.h"

struct filter;

/* *ret is the caller's to filter_free(). On failure the user has been told what is wrong. */
int filter_new(const struct options *options, struct filter **ret) warn_unused_result_;
void filter_free(struct filter *filter);

/* The thread that it is told of is called comm; it is, was, or lives in one of places. */
bool filter_wants(const struct filter *filter, const char *comm, const struct nstrace_nsid *places,
		  size_t n_places);

/* The process is in one of the control groups now. */
bool filter_wants_process(const struct filter *filter, uint32_t tgid);

/* Those groups, for the kernel side. */
const struct nstrace_cgroup *filter_cgroups(const struct filter *filter, size_t *ret_n);

#endif
