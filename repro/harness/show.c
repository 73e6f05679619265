// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lays the result out. Decides nothing: all it shows stands in the report or is nstrace's text.
 */
#include "harness/show.h"

#include <inttypes.h>
#include <string.h>
#include "lab/engine.h"
#include "lib/clock.h"

#define BAR_WIDTH 40

/* Nothing is known before the first has been done. */
static void show_rest(unsigned int n_done, unsigned int n_total, uint64_t begin_nsec)
{
	uint64_t taken_nsec = clock_nsec(CLOCK_MONOTONIC) - begin_nsec;

	if (n_done && n_done < n_total)
		dprintf(STDERR_FILENO, ", %" PRIu64 " s left",
			taken_nsec / n_done * (n_total - n_done) / 1000000000 + 1);
	dprintf(STDERR_FILENO, "\033[K");
}

void progress_show(const char *what, unsigned int n_done, unsigned int n_total, uint64_t begin_nsec)
{
	static const char full[] = "########################################";
	unsigned int width = n_total ? n_done * BAR_WIDTH / n_total : BAR_WIDTH;

	if (!isatty(STDERR_FILENO))
		return;
	dprintf(STDERR_FILENO, "\r%-20s [%-*.*s] %u/%u", what, BAR_WIDTH, (int)width, full, n_done,
		n_total);
	show_rest(n_done, n_total, begin_nsec);
}

void progress_clear(void)
{
	if (isatty(STDERR_FILENO))
		dprintf(STDERR_FILENO, "\r\033[K");
}

static const char *end_of_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* The first line and the indented ones below it. */
static size_t block_bytes(const char *block)
{
	const char *end = end_of_line(block);

	while (*end == ' ')
		end = end_of_line(end);
	return (size_t)(end - block);
}

static bool names_thread(const char *line, int tid)
{
	char name[32];
	const char *found;

	snprintf(name, sizeof(name), "thread %d ", tid);
	found = strstr(line, name);
	return found && found < end_of_line(line);
}

const char *show_find_block(const char *text, int tid, size_t *ret_n_bytes)
{
	const char *first = NULL, *line;

	for (line = text; *line; line = end_of_line(line)) {
		if (strncmp(line, "error: ", 7))
			continue;
		if (!first || (tid && names_thread(line, tid)))
			first = line;
		if (!tid || names_thread(first, tid))
			break;
	}
	if (first)
		*ret_n_bytes = block_bytes(first);
	return first;
}

void show_finding(const char *text, int tid)
{
	size_t n_bytes;
	const char *block = show_find_block(text, tid, &n_bytes);

	if (block)
		printf("\none finding of nstrace in full:\n\n%.*s", (int)n_bytes, block);
}

static void show_phase(const char *name, const struct report *report, enum phase phase,
		       const char *note)
{
	const struct phase_report *sum = &report->phases[phase];

	printf("%-18s %8u %8u %8u%s%s\n", name, sum->n_rounds, sum->n_failed, sum->n_flagged,
	       *note ? "   " : "", note);
}

static void show_buggy(const struct report *report)
{
	const struct phase_report *sum = &report->phases[PHASE_BUGGY];
	char name[32], note[96] = "";

	if (sum->n_failed)
		snprintf(note, sizeof(note), "the failing thread named by nstrace: %u of %u",
			 sum->n_failed - sum->n_failed_unflagged, sum->n_failed);
	if (sum->n_failed && report->ps)
		snprintf(note, sizeof(note), "failed and flagged: %u of %u",
			 sum->n_failed - sum->n_failed_unflagged, sum->n_failed);
	snprintf(name, sizeof(name), report->ps ? "your ps" : "buggy ps (%s)", report->runtime);
	show_phase(name, report, PHASE_BUGGY, note);
}

static void show_weave_ps(const struct report *report)
{
	char note[96] = "";

	if (report->phases[PHASE_WEAVE_PS].n_rounds)
		snprintf(note, sizeof(note), "%u rows, %s every round", report->n_rows,
			 report->rows_identical ? "the same" : "not the same");
	show_phase("weave-ps", report, PHASE_WEAVE_PS, note);
}

void show_report(const struct report *report)
{
	const struct leftovers *left = &report->left_behind;

	printf("\n%u containers (%s)\n", report->n_containers, report->engine);
	printf("%-18s %8s %8s %8s\n", "", "rounds", "failed", "flagged");
	show_buggy(report);
	if (!report->ps)
		show_phase("buggy ps (go1.10)", report, PHASE_FIXED, "");
	show_weave_ps(report);
	printf("\nevents lost %" PRIu64 "; left behind: %u namespaces, %u links, %u processes, "
	       "%u containers\n",
	       report->n_lost_events, left->n_netns, left->n_links, left->n_processes,
	       left->n_containers);
	printf("lab up in %u ms, down in %u ms\n", report->setup_msec, report->teardown_msec);
	printf("verdict: %s (%s)\n", verdict_name(report->verdict),
	       verdict_meaning(report->verdict));
	fflush(stdout);
}

void show_kept(const struct lab *lab)
{
	const char *engine = lab->engine->name;

	/* Standard output may be that of --run's command. */
	if (lab->engine->has_own_host)
		dprintf(STDERR_FILENO,
			"the lab stays up; enter it:  nsenter --target %d --net --mount\n"
			"remove it:                   kill %d\n",
			lab->host_tgid, lab->host_tgid);
	else
		dprintf(STDERR_FILENO,
			"the lab stays up; list it:   %s ps --filter label=nstrace-lab=%s\n"
			"enter a container:           %s exec -it %s sh\n"
			"remove it:                   nstrace-repro --clean --engine=%s\n",
			engine, lab->run, engine, lab->containers[0].name, engine);
}
