// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which program runs with which arguments in which phase, and what its output must be. One round
 * runs at a time, in the lab's host.
 */
#include "harness/phases.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "harness/show.h"
#include "lab/cli.h"
#include "lab/engine.h"
#include "lib/clock.h"
#include "lib/log.h"

/* With 100 containers a round takes some 200; the buggy ps lists all ports for each container. */
#define ROUND_ENDS_MSEC(n) (30000 + (int)((n) * (n)) / 5)
#define KILLED_ENDS_MSEC   5000

struct phase_plan {
	const char *title;
	struct round_plan round;
	unsigned int n_rounds;
	bool until_failure;
	bool has_shown; /* what a failed round said */
};

static bool round_has_ended(struct harness *harness)
{
	return !program_runs(harness->foreground);
}

static int await_round(struct harness *harness, struct round *round)
{
	int patience_msec = ROUND_ENDS_MSEC(harness->options->n_containers);
	int r;

	harness->foreground = &round->program;
	r = harness_wait(harness, round_has_ended, patience_msec);
	if (r == -ETIMEDOUT) {
		progress_clear();
		log_error("a round did not end in %d s and was killed", patience_msec / 1000);
		round->was_killed = true;
		program_signal(&round->program, SIGKILL);
		r = harness_wait(harness, round_has_ended, KILLED_ENDS_MSEC);
	}
	if (r >= 0)
		harness->foreground = NULL;
	return r;
}

static unsigned int count_lines(const char *text)
{
	unsigned int n = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

/* Keeps the first round's rows to compare the others with. */
static void compare_rows(struct report *report, char **first_rows, char **rows)
{
	report->n_rows = count_lines(*rows);
	if (*first_rows) {
		report->rows_identical &= !strcmp(*first_rows, *rows);
		return;
	}
	report->rows_identical = true;
	*first_rows = *rows;
	*rows = NULL;
}

/* What went wrong in a way that we can't know; of the user's program the first time only. */
static void show_failure(struct phase_plan *plan, const struct round *round, char *messages)
{
	char line[256];

	if (round->outcome == ROUND_PASSED || (plan->round.is_own && plan->has_shown) ||
	    (!plan->round.is_own && round->outcome != ROUND_BROKEN))
		return;
	plan->has_shown = true;
	cli_last_line(messages, line, sizeof(line));
	progress_clear();
	log_error("%s ended with status %d: %s", plan->title, program_exit_status(&round->program),
		  line);
}

static int run_round(struct harness *harness, struct phase_plan *plan, char **first_rows)
{
	struct round *round = &harness->rounds[harness->n_rounds];
	_cleanup_free_ char *rows = NULL, *messages = NULL;
	int r;

	plan->round.seed = harness->options->seed + harness->n_rounds;
	r = round_begin(round, &plan->round, &harness->lab);
	if (r < 0)
		return r;
	r = await_round(harness, round);
	if (r >= 0)
		r = round_end(round, &rows, &messages);
	if (r < 0)
		return r;
	harness->n_rounds++;
	show_failure(plan, round, messages);
	if (plan->round.phase == PHASE_WEAVE_PS && round->outcome != ROUND_BROKEN)
		compare_rows(&harness->report, first_rows, &rows);
	return 0;
}

static bool is_enough(const struct harness *harness, const struct phase_plan *plan)
{
	return plan->until_failure &&
	       harness->rounds[harness->n_rounds - 1].outcome != ROUND_PASSED;
}

static int run_phase(struct harness *harness, struct phase_plan *plan)
{
	_cleanup_free_ char *first_rows = NULL;
	uint64_t begin_nsec = clock_nsec(CLOCK_MONOTONIC);
	unsigned int i;
	int r;

	progress_step("%s: %s%u round%s", plan->title, plan->until_failure ? "up to " : "",
		      plan->n_rounds, plan->n_rounds == 1 ? "" : "s");
	for (i = 0; i < plan->n_rounds && (i == 0 || !is_enough(harness, plan)); i++) {
		progress_show(plan->title, i, plan->n_rounds, begin_nsec);
		r = run_round(harness, plan, &first_rows);
		if (r < 0)
			return harness_fail(harness, VERDICT_ROUND_BROKEN, "%s: %s", plan->title,
					    strerror(-r));
	}
	return 0;
}

/* The first program decides how many rounds there are. */
static int run_first(struct harness *harness, struct phase_plan *plan)
{
	int r;

	plan->round.phase = PHASE_BUGGY;
	plan->n_rounds = harness->options->n_rounds;
	plan->until_failure = harness->options->until_failure;
	r = run_phase(harness, plan);
	if (r >= 0)
		harness->report.n_rounds = (unsigned int)harness->n_rounds;
	return r;
}

static int run_after(struct harness *harness, struct phase_plan *plan)
{
	plan->n_rounds = harness->report.n_rounds;
	return run_phase(harness, plan);
}

/* The words, then the ids of all containers. NULL: no memory. */
static const char **with_ids(const struct lab *lab, const char *const *words, size_t n_words)
{
	const char **argv = calloc(n_words + lab->n_containers + 1, sizeof(*argv));
	unsigned int i;

	if (!argv)
		return NULL;
	memcpy(argv, words, n_words * sizeof(*words));
	for (i = 0; i < lab->n_containers; i++)
		argv[n_words + i] = lab->containers[i].id;
	return argv;
}

static int out_of_memory(struct harness *harness)
{
	return harness_fail(harness, VERDICT_ROUND_BROKEN, "out of memory");
}

static int run_buggy(struct harness *harness, enum phase phase, const char *path,
		     const char *runtime)
{
	char runtime_option[32], schedule_option[32], title[32];
	const char *const options[] = {path,
				       "--engine-socket=" LAB_ENGINE_SOCKET,
				       "--bridge=" LAB_BRIDGE,
				       "--failed-tid-fd=" PROGRAM_EXTRA_FD_TEXT,
				       runtime_option,
				       schedule_option};
	_cleanup_free_ const char **argv =
		with_ids(&harness->lab, options, sizeof(options) / sizeof(options[0]));
	struct phase_plan plan = {.title = title, .round = {.phase = phase, .argv = argv}};

	if (!argv)
		return out_of_memory(harness);
	snprintf(runtime_option, sizeof(runtime_option), "--runtime=%s", runtime);
	snprintf(schedule_option, sizeof(schedule_option), "--schedule=%s",
		 harness->options->schedule);
	snprintf(title, sizeof(title), "buggy ps (%s)", runtime);
	return phase == PHASE_BUGGY ? run_first(harness, &plan) : run_after(harness, &plan);
}

static int run_own(struct harness *harness)
{
	_cleanup_free_ char *script = phases_own_script(harness->options->ps);
	const char *const words[] = {"/bin/sh", "-c", script, "--ps"};
	_cleanup_free_ const char **argv =
		with_ids(&harness->lab, words, sizeof(words) / sizeof(words[0]));
	struct phase_plan plan = {.title = "your ps", .round = {.argv = argv, .is_own = true}};

	if (!argv || !script)
		return out_of_memory(harness);
	return run_first(harness, &plan);
}

/* On the machine itself may be containers of others, too: so ours are named. */
static int run_weave_ps(struct harness *harness, const char *path)
{
	const char *const words[] = {path, "weave:expose"};
	struct lab none = {0};
	bool alone = harness->lab.engine->has_own_host;
	_cleanup_free_ const char **argv =
		alone ? with_ids(&none, words, 1) : with_ids(&harness->lab, words, 2);
	struct phase_plan plan = {.title = "weave-ps",
				  .round = {.phase = PHASE_WEAVE_PS, .argv = argv}};

	return argv ? run_after(harness, &plan) : out_of_memory(harness);
}

char *phases_own_script(const char *command)
{
	static const char ids[] = "\"$@\"";
	bool has_place = strstr(command, "{}") != NULL;
	char *script = calloc(1, 2 * strlen(command) + sizeof(ids) + 1);
	char *end = script;

	while (script && *command) {
		if (strncmp(command, "{}", 2)) {
			*end++ = *command++;
			continue;
		}
		end = stpcpy(end, ids);
		command += 2;
	}
	if (script && !has_place)
		stpcpy(stpcpy(end, " "), ids);
	return script;
}

int phases_run(struct harness *harness, const struct phase_programs *programs)
{
	int r;

	if (harness->options->ps) {
		r = run_own(harness);
	} else {
		r = run_buggy(harness, PHASE_BUGGY, programs->buggy_ps, harness->options->runtime);
		if (r >= 0)
			r = run_buggy(harness, PHASE_FIXED, programs->buggy_ps, "go1.10");
	}
	return r < 0 ? r : run_weave_ps(harness, programs->weave_ps);
}
