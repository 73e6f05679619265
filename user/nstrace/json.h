/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output for programs: JSON, one object a line, written out line by line. Keys never change
 * their order or meaning. What is unknown is null.
 */
#ifndef NSTRACE_JSON_H
#define NSTRACE_JSON_H

#include "nstrace/nsid_name.h"
#include "nstrace/output.h"

/* On success the output owns file; names stays the caller's and outlives it. quiet: no events. */
int json_output_new(FILE *file, struct nsid_names *names, bool quiet,
		    struct output **ret) warn_unused_result_;

#endif
