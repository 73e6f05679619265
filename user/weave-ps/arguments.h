/* SPDX-License-Identifier: GPL-2.0-or-later */
/* weave-ps's command line. */
#ifndef WEAVE_PS_ARGUMENTS_H
#define WEAVE_PS_ARGUMENTS_H

#include "weave-ps/rows.h"

struct arguments {
	const char *bridge;
	const char *host; /* URL of an engine; NULL: all that are there */
	const struct strategy *strategy;
	enum rows_format format;
	bool all;
	bool with_ipv6;
	bool show_help;
	bool show_version;
	uint64_t timeout_nsec;
	char **targets; /* into argv */
	size_t n_targets;
};

/* -EINVAL, after a message, for a command line that makes no sense. */
int arguments_parse(int argc, char **argv, struct arguments *ret) warn_unused_result_;

/* The help text; the caller frees it. NULL: no memory. */
char *arguments_help(void);

#endif
