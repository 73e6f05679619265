// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The report file. Its keys are a promise to whoever reads it in a CI job: never rename one.
 */
#include "harness/report.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

json_t *report_to_json(const struct report *report)
{
	const struct phase_report *buggy = &report->phases[PHASE_BUGGY];
	const struct phase_report *fixed = &report->phases[PHASE_FIXED];
	const struct phase_report *weave_ps = &report->phases[PHASE_WEAVE_PS];
	const struct leftovers *left = &report->left_behind;

	return json_pack(
		"{s:s, s:i, s:i, s:s?, s:I, s:{s:i, s:i, s:i}, s:{s:i, s:i}, s:{s:i, s:i, s:i, s:b}, "
		"s:I, s:{s:i, s:i, s:i, s:i}, s:i, s:i, s:s}",
		"engine", report->engine, "containers", report->n_containers, "rounds",
		report->n_rounds, "ps", report->ps, "seed", (json_int_t)report->seed, "buggy",
		"failed", buggy->n_failed, "flagged", buggy->n_flagged, "failed_unflagged",
		buggy->n_failed_unflagged, "fixed_runtime", "failed", fixed->n_failed, "flagged",
		fixed->n_flagged, "weave_ps", "failed", weave_ps->n_failed, "flagged",
		weave_ps->n_flagged, "rows", report->n_rows, "identical", report->rows_identical,
		"lost_events", (json_int_t)report->n_lost_events, "left_behind", "netns",
		left->n_netns, "links", left->n_links, "processes", left->n_processes, "containers",
		left->n_containers, "setup_ms", report->setup_msec, "teardown_ms",
		report->teardown_msec, "verdict", verdict_name(report->verdict));
}

static int make_parents(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

static int write_file(const char *path, const json_t *root)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	errno = 0;
	if (json_dumpfd(root, fd, JSON_INDENT(2)) < 0 || write(fd, "\n", 1) != 1)
		return errno ? -errno : -ENOMEM;
	return 0;
}

static int replace_file(char *new_path, const char *path, const json_t *root)
{
	int r;

	r = make_parents(new_path);
	if (r >= 0)
		r = write_file(new_path, root);
	if (r >= 0 && rename(new_path, path) < 0)
		r = -errno;
	if (r < 0)
		(void)unlink(new_path);
	return r;
}

int report_save(const struct report *report, const char *path)
{
	_cleanup_free_ char *new_path = NULL;
	json_t *root;
	int r;

	if (asprintf(&new_path, "%s.new", path) < 0)
		return -ENOMEM;
	root = report_to_json(report);
	r = root ? replace_file(new_path, path, root) : -ENOMEM;
	json_decref(root);
	return r;
}
