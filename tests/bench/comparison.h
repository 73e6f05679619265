/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paired, interleaved samples of several ways to do the same, and what they say. */
#ifndef BENCH_COMPARISON_H
#define BENCH_COMPARISON_H

#include <stddef.h>
#include <stdint.h>

struct contender {
	const char *name;
	int (*run)(void *data); /* one sample; a negative errno ends the comparison */
	void *data;
	unsigned int every; /* takes part in every such round; 0: in all */
	double goal;	    /* the ratio wanted, at most; 0: none */
	double goal_msec;   /* the median wanted, at most; 0: none */
};

/* The first contender is what the others are measured against: the same round of both gives one
 * ratio, so that what else the machine does meanwhile strikes both. */
struct comparison {
	const char *figure;
	const char *where; /* under which circumstances */
	const struct contender *contenders;
	size_t n_contenders;
	unsigned int n_rounds;
};

/* Takes the samples and prints a line of JSON for each contender on stdout. */
int comparison_run(const struct comparison *comparison);

#endif
