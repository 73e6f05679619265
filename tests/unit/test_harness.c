// SPDX-License-Identifier: GPL-2.0-or-later
/* The harness's answer: verdicts, their exit statuses, the report file. No privileges. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>
#include "harness/report.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Two of ten rounds failed, both caught, three more were flagged, and nothing else was wrong. */
static struct report good_report(void)
{
	return (struct report){.engine = "native",
			       .runtime = "go1.9",
			       .n_containers = 100,
			       .n_rounds = 10,
			       .phases[PHASE_BUGGY] = {.n_failed = 2, .n_flagged = 5},
			       .n_rows = 101,
			       .rows_identical = true,
			       .setup_msec = 412,
			       .teardown_msec = 210};
}

static void decides_as(const char *what, const struct report *report, enum verdict expected)
{
	enum verdict verdict = verdict_decide(report);

	if (verdict != expected)
		fail_msg("%s: %s, not %s", what, verdict_name(verdict), verdict_name(expected));
}

/* The report with one thing wrong. */
#define SPOILT(change) (report = good_report(), report.change, &report)

static void one_thing_wrong_decides(void **state)
{
	struct report report = good_report();

	(void)state;
	decides_as("all is well", &report, VERDICT_REPRODUCED);
	decides_as("no failure", SPOILT(phases[PHASE_BUGGY].n_failed = 0), VERDICT_NOT_REPRODUCED);
	decides_as("a failure that no finding names",
		   SPOILT(phases[PHASE_BUGGY].n_failed_unflagged = 1), VERDICT_MISSED);
	decides_as("a crash", SPOILT(phases[PHASE_BUGGY].n_broken = 1), VERDICT_ROUND_BROKEN);
	decides_as("the fix fails", SPOILT(phases[PHASE_FIXED].n_failed = 1), VERDICT_FIXED_FAILED);
	decides_as("the fix is flagged", SPOILT(phases[PHASE_FIXED].n_flagged = 1),
		   VERDICT_FALSE_ALARM);
	decides_as("an error elsewhere", SPOILT(n_stray_findings = 1), VERDICT_FALSE_ALARM);
	decides_as("lost events", SPOILT(n_lost_events = 1), VERDICT_EVENTS_LOST);
	decides_as("a namespace stays", SPOILT(left_behind.n_netns = 1), VERDICT_LEFT_BEHIND);
	decides_as("a link stays", SPOILT(left_behind.n_links = 1), VERDICT_LEFT_BEHIND);
	decides_as("a process stays", SPOILT(left_behind.n_processes = 1), VERDICT_LEFT_BEHIND);
	decides_as("a container stays", SPOILT(left_behind.n_containers = 1), VERDICT_LEFT_BEHIND);
}

static void weave_ps_must_be_right(void **state)
{
	struct report report;

	(void)state;
	decides_as("it fails", SPOILT(phases[PHASE_WEAVE_PS].n_failed = 1),
		   VERDICT_WEAVE_PS_FAILED);
	decides_as("a row is missing", SPOILT(n_rows = 100), VERDICT_WEAVE_PS_FAILED);
	decides_as("rows change", SPOILT(rows_identical = false), VERDICT_WEAVE_PS_FAILED);
	decides_as("it is flagged", SPOILT(phases[PHASE_WEAVE_PS].n_flagged = 1),
		   VERDICT_FALSE_ALARM);
}

static void the_fixed_runtime_alone_has_its_verdict(void **state)
{
	struct report report = good_report();

	(void)state;
	report.runtime = "go1.10";
	decides_as("it fails", &report, VERDICT_FIXED_FAILED);
	report.phases[PHASE_BUGGY].n_failed = 0;
	decides_as("it is flagged", &report, VERDICT_FALSE_ALARM);
	report.phases[PHASE_BUGGY].n_flagged = 0;
	decides_as("nothing at all", &report, VERDICT_FIXED_CLEAN);
}

/* With --ps nothing is expected of the program. */
static void a_program_of_the_users_is_judged_by_itself(void **state)
{
	struct report report;

	(void)state;
	report = good_report();
	report.ps = "my-ps";
	report.runtime = "go1.10";
	decides_as("failures that were caught", &report, VERDICT_REPRODUCED);
	report.phases[PHASE_BUGGY].n_failed_unflagged = 1;
	decides_as("a failure that was not", &report, VERDICT_MISSED);
	report.phases[PHASE_BUGGY] = (struct phase_report){.n_flagged = 1};
	decides_as("a finding without a failure", &report, VERDICT_DETECTED);
	report.phases[PHASE_BUGGY].n_flagged = 0;
	decides_as("nothing at all", &report, VERDICT_CLEAN);
	report.n_lost_events = 1;
	decides_as("nothing, but events were lost", &report, VERDICT_EVENTS_LOST);
}

/* A missed failure is the news, whatever else went wrong; no failure is one only if all is well. */
static void the_worst_comes_first(void **state)
{
	struct report report = good_report();

	(void)state;
	report.phases[PHASE_BUGGY].n_failed = 0;
	report.n_lost_events = 1;
	decides_as("lost, not reproduced", &report, VERDICT_EVENTS_LOST);
	report.phases[PHASE_BUGGY].n_failed_unflagged = 1;
	decides_as("missed, lost, not reproduced", &report, VERDICT_MISSED);
}

static void verdicts_can_be_told_apart(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < N_VERDICTS; i++) {
		assert_non_null(verdict_name((enum verdict)i));
		assert_non_null(verdict_meaning((enum verdict)i));
		assert_int_not_equal(verdict_exit_status((enum verdict)i, 0), 2);
		for (j = 0; j < i; j++) {
			assert_string_not_equal(verdict_name((enum verdict)i),
						verdict_name((enum verdict)j));
			assert_int_not_equal(verdict_exit_status((enum verdict)i, 0),
					     verdict_exit_status((enum verdict)j, 0));
		}
	}
	assert_int_equal(verdict_exit_status(VERDICT_REPRODUCED, 0), 0);
}

static void a_signal_shows_in_the_exit_status(void **state)
{
	(void)state;
	assert_int_equal(verdict_exit_status(VERDICT_INTERRUPTED, 2), 130);
	assert_int_equal(verdict_exit_status(VERDICT_MISSED, 2),
			 verdict_exit_status(VERDICT_MISSED, 0));
}

/* Every number in its place: no two are the same. */
static const struct report full_report = {
	.engine = "native",
	.n_containers = 1,
	.n_rounds = 2,
	.phases = {{.n_failed = 3, .n_flagged = 4, .n_failed_unflagged = 5},
		   {.n_failed = 6, .n_flagged = 7},
		   {.n_failed = 8, .n_flagged = 9}},
	.n_rows = 10,
	.rows_identical = true,
	.n_lost_events = 11,
	.left_behind = {12, 13, 14, 17},
	.setup_msec = 15,
	.teardown_msec = 16,
	.seed = 18,
	.verdict = VERDICT_MISSED,
};

static const char full_json[] =
	"{\"engine\": \"native\", \"containers\": 1, \"rounds\": 2, \"ps\": null, \"seed\": 18,"
	" \"buggy\": {\"failed\": 3, \"flagged\": 4, \"failed_unflagged\": 5},"
	" \"fixed_runtime\": {\"failed\": 6, \"flagged\": 7},"
	" \"weave_ps\": {\"failed\": 8, \"flagged\": 9, \"rows\": 10, \"identical\": true},"
	" \"lost_events\": 11, \"left_behind\": {\"netns\": 12, \"links\": 13, \"processes\": 14,"
	" \"containers\": 17},"
	" \"setup_ms\": 15, \"teardown_ms\": 16, \"verdict\": \"missed\"}";

static void is_full_report(json_t *got)
{
	json_t *expected = json_loads(full_json, 0, NULL);

	assert_non_null(expected);
	assert_true(json_equal(got, expected));
	json_decref(expected);
	json_decref(got);
}

static void the_report_has_these_keys(void **state)
{
	(void)state;
	is_full_report(report_to_json(&full_report));
}

static int make_directory(void **state)
{
	*state = strdup("/tmp/test_harness.XXXXXX");
	return mkdtemp(*state) ? 0 : -1;
}

static int remove_directory(void **state)
{
	static const char *const names[] = {"/a/b/report.json", "/a/b", "/a", ""};
	char path[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s%s", (char *)*state, names[i]);
		(void)remove(path);
	}
	free(*state);
	return 0;
}

static void saving_makes_directories_and_replaces(void **state)
{
	char path[64], new_path[80];
	struct stat status;

	snprintf(path, sizeof(path), "%s/a/b/report.json", (char *)*state);
	snprintf(new_path, sizeof(new_path), "%s.new", path);
	assert_int_equal(report_save(&(struct report){.engine = "older"}, path), 0);
	assert_int_equal(report_save(&full_report, path), 0);
	is_full_report(json_load_file(path, 0, NULL));
	assert_int_equal(stat(new_path, &status), -1);
}

static void saving_can_fail(void **state)
{
	(void)state;
	assert_int_equal(report_save(&full_report, "/dev/null/report.json"), -ENOTDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thing_wrong_decides),
		cmocka_unit_test(weave_ps_must_be_right),
		cmocka_unit_test(the_fixed_runtime_alone_has_its_verdict),
		cmocka_unit_test(a_program_of_the_users_is_judged_by_itself),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(verdicts_can_be_told_apart),
		cmocka_unit_test(a_signal_shows_in_the_exit_status),
		cmocka_unit_test(the_report_has_these_keys),
		cmocka_unit_test_setup_teardown(saving_makes_directories_and_replaces,
						make_directory, remove_directory),
		cmocka_unit_test(saving_can_fail),
	};

	return cmocka_run_group_tests_name("harness: verdict and report", tests, NULL, NULL);
}
