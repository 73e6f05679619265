/* SPDX-License-Identifier: GPL-2.0-or-later */
/* weave-ps's command line. */
#ifndef WEAVE_PS_ARGUMENTS_H
#define WEAVE_PS_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "weave-ps/strategy.h"

struct arguments {
	const char *bridge;
	bool json;
	bool show_help;
	bool show_version;
	const struct strategy *strategy;
	uint64_t timeout_nsec;
	char **targets; /* into argv */
	size_t n_targets;
};

extern const char arguments_help[];

/* -EINVAL, after a message, for a command line that makes no sense. */
int arguments_parse(int argc, char **argv, struct arguments *ret) warn_unused_result_;

#endif
