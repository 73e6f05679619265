/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output for people: a timeline, and a block of text for each finding. */
#ifndef NSTRACE_TEXT_H
#define NSTRACE_TEXT_H

#include "nstrace/nsid_name.h"
#include "nstrace/output.h"

/* On success the output owns file; names stays the caller's and outlives it. quiet: no timeline. */
int text_output_new(FILE *file, struct nsid_names *names, bool quiet, bool color,
		    struct output **ret) warn_unused_result_;

#endif
