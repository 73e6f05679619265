/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of nstrace-repro. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdint.h>
#include "lib/cleanup.h"

struct harness_options {
	const char *engine;
	const char *runtime;
	const char *schedule;
	const char *report_path;
	uint64_t seed;
	unsigned int n_containers;
	unsigned int n_rounds;
	char *const *command; /* for --run: what to run in the lab; NULL: the whole reproduction */
};

/* 0: go on; 1: help or version was printed; -EINVAL: said why. */
int harness_options_parse(int argc, char *argv[], struct harness_options *ret) warn_unused_result_;

#endif
