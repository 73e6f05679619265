// SPDX-License-Identifier: GPL-2.0-or-later
/* What the harness's user says and sees: options, and the finding that is shown. No privileges. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <getopt.h>
#include <string.h>
#include "harness/options.h"
#include "harness/phases.h"
#include "harness/show.h"

#define MAX_WORDS 16

static int parse_line(const char *line, struct harness_options *ret)
{
	static char words[256]; /* options point into it */
	char *argv[MAX_WORDS] = {0};
	int argc = 0;
	char *word;

	snprintf(words, sizeof(words), "nstrace-repro %s", line);
	for (word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	optind = 0;
	opterr = 0;
	return harness_options_parse(argc, argv, ret);
}

static void options_have_defaults(void **state)
{
	/* As make gives them when nobody sets its variables. */
	static const char *const lines[] = {
		"", "--engine= --containers= --rounds= --runtime= --schedule= --report= --ps= "
		    "--seed= --expect="};
	struct harness_options options;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(parse_line(lines[i], &options), 0);
		assert_string_equal(options.engine, "native");
		assert_string_equal(options.runtime, "go1.9");
		assert_string_equal(options.schedule, "natural");
		assert_int_equal(options.n_containers, 100);
		assert_int_equal(options.n_rounds, 10);
		assert_true(options.seed);
		assert_null(options.ps);
		assert_null(options.expected);
		assert_false(options.keep);
		assert_null(options.report_path);
		assert_null(options.command);
	}
}

static void options_are_taken(void **state)
{
	struct harness_options options;

	(void)state;
	assert_int_equal(parse_line("--engine=native -n 7 -r 3 --runtime=go1.10 --schedule=forced "
				    "--report=a/b.json",
				    &options),
			 0);
	assert_int_equal(options.n_containers, 7);
	assert_int_equal(options.n_rounds, 3);
	assert_string_equal(options.runtime, "go1.10");
	assert_string_equal(options.schedule, "forced");
	assert_string_equal(options.report_path, "a/b.json");
}

static void a_program_of_the_users_is_taken(void **state)
{
	struct harness_options options;

	(void)state;
	assert_int_equal(parse_line("--engine=auto --ps=my-ps --rounds-until-failure --seed=7 "
				    "--expect=clean --keep",
				    &options),
			 0);
	assert_string_equal(options.engine, "auto");
	assert_string_equal(options.ps, "my-ps");
	assert_string_equal(options.expected, "clean");
	assert_true(options.until_failure);
	assert_int_equal(options.n_rounds, 1000);
	assert_int_equal(options.seed, 7);
	assert_true(options.keep);
	assert_int_equal(parse_line("--rounds-until-failure -r 3", &options), 0);
	assert_int_equal(options.n_rounds, 3);
}

static void becomes(const char *command, const char *expected)
{
	char *script = phases_own_script(command);

	assert_string_equal(script, expected);
	free(script);
}

static void ids_come_where_they_are_wanted(void **state)
{
	(void)state;
	becomes("my-ps -v", "my-ps -v \"$@\"");
	becomes("my-ps {} | sort", "my-ps \"$@\" | sort");
	becomes("{}{}", "\"$@\"\"$@\"");
	becomes("{", "{ \"$@\"");
}

static void a_command_has_its_own_options(void **state)
{
	struct harness_options options;

	(void)state;
	assert_int_equal(parse_line("--run -n 2 ip -n web-0 link", &options), 0);
	assert_int_equal(options.n_containers, 2);
	assert_string_equal(options.command[0], "ip");
	assert_string_equal(options.command[2], "web-0");
	assert_int_equal(parse_line("--run -- ls", &options), 0);
	assert_string_equal(options.command[0], "ls");
}

static void nonsense_is_refused(void **state)
{
	static const char *const lines[] = {"--engine=vagrant",
					    "--containers=0",
					    "--containers=1001",
					    "-n x",
					    "--seed=0",
					    "--seed=x",
					    "--expect=luck",
					    "--rounds=-1",
					    "--rounds=1001",
					    "--runtime=go1.8",
					    "--schedule=lucky",
					    "--no-such-option",
					    "--run",
					    "--run --",
					    "ls",
					    "--containers=5 -- ls"};
	struct harness_options options;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (parse_line(lines[i], &options) != -EINVAL)
			fail_msg("taken: %s", lines[i]);
	}
}

static const char findings[] = "error: stranded thread 7 of a[5]\n"
			       "  born of thread 17 in web-0\n"
			       "warning: exposed thread 9 of a[5]\n"
			       "  born of thread 7\n"
			       "error: stranded thread 17 of b[6]\n"
			       "  born of thread 7\n"
			       "2 errors, 1 warning, 0 events lost\n";

static void shows(const char *text, int tid, const char *expected)
{
	size_t n_bytes;
	const char *block = show_find_block(text, tid, &n_bytes);

	assert_non_null(block);
	assert_int_equal(n_bytes, strlen(expected));
	assert_memory_equal(block, expected, n_bytes);
}

static void the_culprits_finding_is_shown(void **state)
{
	static const char first[] = "error: stranded thread 7 of a[5]\n"
				    "  born of thread 17 in web-0\n";
	static const char last[] = "error: stranded thread 17 of b[6]\n"
				   "  born of thread 7\n";

	(void)state;
	shows(findings, 17, last);
	shows(findings, 7, first);
	shows(findings, 0, first);
	shows(findings, 1, first);
	shows(findings, 9, first);
	shows("error: cut off", 0, "error: cut off");
}

static void without_errors_nothing_is_shown(void **state)
{
	size_t n_bytes;

	(void)state;
	assert_null(show_find_block("", 0, &n_bytes));
	assert_null(
		show_find_block("warning: exposed thread 9\n  error: thread 9 \n", 9, &n_bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_have_defaults),
		cmocka_unit_test(options_are_taken),
		cmocka_unit_test(a_program_of_the_users_is_taken),
		cmocka_unit_test(ids_come_where_they_are_wanted),
		cmocka_unit_test(a_command_has_its_own_options),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(the_culprits_finding_is_shown),
		cmocka_unit_test(without_errors_nothing_is_shown),
	};

	return cmocka_run_group_tests_name("harness: command line and display", tests, NULL, NULL);
}
