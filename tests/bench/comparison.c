// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes samples in turns, each round beginning with another contender, and gives medians with their
 * quartiles: one sample in four is below and one in four is above them. A first round that warms
 * everything up does not count. What is measured is not known here.
 */
#include "comparison.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/clock.h"

#define NSEC_PER_MSEC 1e6
#define NOT_TAKEN     0 /* in this round */
#define WARM_UP	      1 /* a round without those that do not take part in all */

struct quartiles {
	double q1, median, q3, min;
	size_t n;
};

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double quantile(const double *sorted, size_t n, double q)
{
	double position = q * (double)(n - 1);
	size_t below = (size_t)position;
	size_t above = below + 1 < n ? below + 1 : below;

	return sorted[below] + (position - (double)below) * (sorted[above] - sorted[below]);
}

/* Sorts the values. */
static struct quartiles quartiles_of(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare_doubles);
	return (struct quartiles){.q1 = quantile(values, n, 0.25),
				  .median = quantile(values, n, 0.5),
				  .q3 = quantile(values, n, 0.75),
				  .min = values[0],
				  .n = n};
}

static int take_sample(const struct contender *contender, double *ret_nsec)
{
	uint64_t begin_nsec = clock_nsec(CLOCK_MONOTONIC);
	int r;

	r = contender->run(contender->data);
	if (r < 0)
		return r;
	*ret_nsec = (double)(clock_nsec(CLOCK_MONOTONIC) - begin_nsec);
	return 0;
}

static bool takes_part(const struct contender *contender, unsigned int round)
{
	return !contender->every || round % contender->every == 0;
}

/* Sample i of round r is samples[r * n_contenders + i]. */
static int take_round(const struct comparison *comparison, unsigned int round, double *samples)
{
	size_t n = comparison->n_contenders;
	size_t k;
	int r = 0;

	for (k = 0; r == 0 && k < n; k++) {
		size_t i = (k + round) % n;

		samples[i] = NOT_TAKEN;
		if (takes_part(&comparison->contenders[i], round))
			r = take_sample(&comparison->contenders[i], &samples[i]);
	}
	return r;
}

static json_t *json_quartiles(struct quartiles quartiles)
{
	return json_pack("{s:f, s:f, s:f, s:f}", "median", quartiles.median, "q1", quartiles.q1,
			 "q3", quartiles.q3, "min", quartiles.min);
}

static json_t *json_goal(double goal)
{
	return goal > 0 ? json_real(goal) : json_null();
}

static int print_result(const struct comparison *comparison, size_t i, struct quartiles msec,
			struct quartiles ratio)
{
	const struct contender *contender = &comparison->contenders[i];
	json_t *result =
		json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:o, s:o}", "figure",
			  comparison->figure, "where", comparison->where, "name", contender->name,
			  "against", comparison->contenders[0].name, "samples", (json_int_t)msec.n,
			  "msec", json_quartiles(msec), "ratio", json_quartiles(ratio), "goal",
			  json_goal(contender->goal), "goal_msec", json_goal(contender->goal_msec));
	int failed = !result || json_dumpf(result, stdout, JSON_COMPACT) < 0;

	json_decref(result);
	putchar('\n');
	return failed || fflush(stdout) ? -EIO : 0;
}

static int conclude(const struct comparison *comparison, size_t i, const double *samples)
{
	_cleanup_free_ double *msec = calloc(comparison->n_rounds, sizeof(*msec));
	_cleanup_free_ double *ratios = calloc(comparison->n_rounds, sizeof(*ratios));
	size_t n = 0;
	unsigned int round;

	if (!msec || !ratios)
		return -ENOMEM;
	for (round = 0; round < comparison->n_rounds; round++) {
		const double *of_round = &samples[round * comparison->n_contenders];

		if (of_round[i] == NOT_TAKEN)
			continue;
		msec[n] = of_round[i] / NSEC_PER_MSEC;
		ratios[n++] = of_round[i] / of_round[0];
	}
	return n ? print_result(comparison, i, quartiles_of(msec, n), quartiles_of(ratios, n))
		 : -EINVAL;
}

int comparison_run(const struct comparison *comparison)
{
	size_t n = comparison->n_contenders;
	_cleanup_free_ double *samples = calloc(comparison->n_rounds * n, sizeof(*samples));
	unsigned int round;
	size_t i;
	int r;

	if (!samples)
		return -ENOMEM;
	r = take_round(comparison, WARM_UP, samples);
	for (round = 0; r == 0 && round < comparison->n_rounds; round++)
		r = take_round(comparison, round, &samples[round * n]);
	for (i = 0; r == 0 && i < n; i++)
		r = conclude(comparison, i, samples);
	return r;
}
