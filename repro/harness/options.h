/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of nstrace-repro. */
#ifndef HARNESS_OPTIONS_H
#define HARNESS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/cleanup.h"

struct harness_options {
	const char *engine;
	const char *runtime;
	const char *schedule;
	const char *report_path;
	const char *ps;	      /* a shell command in the place of the buggy ps; NULL: none */
	const char *expected; /* the verdict's name for which the exit status is 0; NULL: its own */
	uint64_t seed;
	unsigned int n_containers;
	unsigned int n_rounds; /* or, with until_failure, the most */
	bool until_failure;
	bool keep;
	bool clean;	      /* nothing but to remove what earlier runs left */
	char *const *command; /* for --run: what to run in the lab; NULL: the whole reproduction */
};

/* 0: go on; 1: help or version was printed; -EINVAL: said why. */
int harness_options_parse(int argc, char *argv[], struct harness_options *ret) warn_unused_result_;

#endif
