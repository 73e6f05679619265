// SPDX-License-Identifier: GPL-2.0-or-later
/* From nstrace's lines and a program's end to the numbers of a report. No privileges. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include "harness/round.h"
#include "harness/watch.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define START		  "{\"type\":\"start\"}\n"
#define FINDING                                                                           \
	"{\"type\":\"finding\",\"class\":\"stranded\",\"severity\":\"error\",\"pid\":10," \
	"\"tid\":12,\"since\":777,\"evidence\":[]}\n"
#define SUMMARY "{\"type\":\"summary\",\"errors\":1,\"lost\":3}\n"

static int parse(const char *line, struct record *ret)
{
	return record_parse(line, strlen(line), ret);
}

static void lines_are_known_by_their_type(void **state)
{
	struct record record;

	(void)state;
	assert_int_equal(parse("{\"type\":\"start\",\"probes\":\"tracepoint\"}", &record), 0);
	assert_int_equal(record.type, RECORD_START);
	assert_int_equal(parse("{\"type\":\"event\",\"event\":\"switch\"}", &record), 0);
	assert_int_equal(record.type, RECORD_OTHER);
	assert_int_equal(parse("{\"type\":\"of a later version\"}", &record), 0);
	assert_int_equal(record.type, RECORD_OTHER);
	assert_int_equal(parse(FINDING, &record), 0);
	assert_int_equal(record.type, RECORD_FINDING);
	assert_true(record.finding.is_error);
	assert_int_equal(record.finding.tgid, 10);
	assert_int_equal(record.finding.tid, 12);
	assert_int_equal(record.finding.since_nsec, 777);
	assert_int_equal(parse(SUMMARY, &record), 0);
	assert_int_equal(record.type, RECORD_SUMMARY);
	assert_int_equal(record.n_lost, 3);
}

static void only_errors_are_errors(void **state)
{
	struct record record;

	(void)state;
	assert_int_equal(parse("{\"type\":\"finding\",\"severity\":\"warning\",\"pid\":1,"
			       "\"tid\":1,\"since\":null}",
			       &record),
			 0);
	assert_false(record.finding.is_error);
	assert_int_equal(record.finding.since_nsec, 0);
}

static void garbage_is_refused(void **state)
{
	static const char *const lines[] = {
		"",
		"nstrace: out of luck",
		"[]",
		"null",
		"\"start\"",
		"{\"type\":\"start\"",
		"{\"type\":\"start\"} {}",
		"{}",
		"{\"type\":1}",
		"{\"type\":\"finding\"}",
		"{\"type\":\"finding\",\"severity\":\"error\",\"pid\":1}",
		"{\"type\":\"finding\",\"severity\":\"error\",\"pid\":\"1\",\"tid\":1}",
		"{\"type\":\"finding\",\"severity\":\"error\",\"pid\":0,\"tid\":1}",
		"{\"type\":\"finding\",\"severity\":\"error\",\"pid\":1,\"tid\":-1}",
		"{\"type\":\"finding\",\"severity\":\"error\",\"pid\":1,\"tid\":4294967297}",
		"{\"type\":\"finding\",\"severity\":1,\"pid\":1,\"tid\":1}",
		"{\"type\":\"summary\"}",
		"{\"type\":\"summary\",\"lost\":-1}",
		"{\"type\":\"summary\",\"lost\":\"0\"}",
		"{\"type\":\"st\\u0000art\"}",
		"\xff\xfe",
	};
	struct record record;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		if (parse(lines[i], &record) != -EBADMSG)
			fail_msg("taken: %s", lines[i]);
	}
	assert_int_equal(record_parse(START "\0", sizeof(START), &record), -EBADMSG);
}

/* However the pipe cuts it. */
static void output_may_come_in_pieces(void **state)
{
	static const char output[] = START FINDING FINDING SUMMARY;
	size_t piece, offset;

	(void)state;
	for (piece = 1; piece < sizeof(output); piece++) {
		struct watch watch;

		watch_init(&watch);
		for (offset = 0; offset < sizeof(output) - 1; offset += piece) {
			size_t rest = sizeof(output) - 1 - offset;

			assert_int_equal(watch_take(&watch, output + offset,
						    rest < piece ? rest : piece),
					 0);
		}
		assert_true(watch.has_started);
		assert_true(watch.has_summary);
		assert_int_equal(watch.n_findings, 2);
		assert_int_equal(watch.findings[1].tid, 12);
		assert_int_equal(watch.n_lost, 3);
		watch_free(&watch);
	}
}

static void a_line_without_end_is_refused(void **state)
{
	char many[4096];
	struct watch watch;
	int i, r = 0;

	(void)state;
	memset(many, 'x', sizeof(many));
	watch_init(&watch);
	for (i = 0; r >= 0 && i < 10000; i++)
		r = watch_take(&watch, many, sizeof(many));
	assert_int_equal(r, -EMSGSIZE);
	watch_free(&watch);
}

static void the_bug_is_known_by_its_words(void **state)
{
	static const char bug[] = "Cannot find weave bridge: Link not found\n";

	(void)state;
	assert_int_equal(round_judge(0, ""), ROUND_PASSED);
	assert_int_equal(round_judge(1, bug), ROUND_BUG);
	assert_int_equal(round_judge(1, ""), ROUND_BROKEN);
	assert_int_equal(round_judge(2, bug), ROUND_BROKEN);
	assert_int_equal(round_judge(139, bug), ROUND_BROKEN);
	assert_int_equal(round_judge(1, "buggy-ps: Cannot find weave bridge: Link not found\n"),
			 ROUND_BROKEN);
}

/* Rounds of processes 10, 20, 30, … each from 100 n to 100 n + 50. */
static void a_program_of_the_users_fails_as_it_likes(void **state)
{
	(void)state;
	assert_int_equal(round_judge_own(0), ROUND_PASSED);
	assert_int_equal(round_judge_own(1), ROUND_BUG);
	assert_int_equal(round_judge_own(139), ROUND_BUG);
	assert_int_equal(round_judge_own(126), ROUND_BROKEN);
	assert_int_equal(round_judge_own(127), ROUND_BROKEN);
}

static void make_rounds(struct round *rounds, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		rounds[i] = (struct round){.phase = PHASE_BUGGY,
					   .program.tgid = (pid_t)(10 * (i + 1)),
					   .begin_nsec = 100 * (i + 1),
					   .end_nsec = 100 * (i + 1) + 50};
}

static void an_error_flags_its_round(void **state)
{
	static const struct finding_record findings[] = {{true, 20, 22, 210}, {false, 30, 33, 310}};
	struct round rounds[3];

	(void)state;
	make_rounds(rounds, 3);
	rounds[1].failed_tid = 22;
	assert_int_equal(round_match(rounds, 3, findings, ARRAY_SIZE(findings)), 0);
	assert_false(rounds[0].is_flagged);
	assert_true(rounds[1].is_flagged);
	assert_true(rounds[1].culprit_flagged);
	assert_false(rounds[2].is_flagged);
}

static void another_thread_is_not_the_culprit(void **state)
{
	static const struct finding_record findings[] = {{true, 20, 23, 210}, {true, 10, 22, 110}};
	struct round rounds[2];

	(void)state;
	make_rounds(rounds, 2);
	rounds[1].failed_tid = 22;
	assert_int_equal(round_match(rounds, 2, findings, ARRAY_SIZE(findings)), 0);
	assert_true(rounds[1].is_flagged);
	assert_false(rounds[1].culprit_flagged);
	assert_false(rounds[0].culprit_flagged);
}

static void a_child_flags_the_round_it_ran_in(void **state)
{
	static const struct finding_record findings[] = {
		{true, 21, 21, 250}, {true, 21, 21, 251}, {true, 21, 21, 0}};
	struct round rounds[2];

	(void)state;
	make_rounds(rounds, 2);
	assert_int_equal(round_match(rounds, 2, findings, ARRAY_SIZE(findings)), 2);
	assert_true(rounds[1].is_flagged);
	assert_false(rounds[1].culprit_flagged);
}

/* It names no thread of its own, and a shell may stand between. */
static void any_error_answers_for_a_program_of_the_users(void **state)
{
	static const struct finding_record findings[] = {{true, 10, 12, 110}, {true, 21, 21, 250}};
	struct round rounds[3];

	(void)state;
	make_rounds(rounds, 3);
	rounds[0].is_own = rounds[1].is_own = rounds[2].is_own = true;
	assert_int_equal(round_match(rounds, 3, findings, ARRAY_SIZE(findings)), 0);
	assert_true(rounds[0].culprit_flagged);
	assert_true(rounds[1].culprit_flagged);
	assert_false(rounds[2].culprit_flagged);
}

static void rounds_are_summed_by_phase(void **state)
{
	struct round rounds[] = {
		{.outcome = ROUND_PASSED},
		{.outcome = ROUND_PASSED, .is_flagged = true},
		{.outcome = ROUND_BUG, .is_flagged = true, .culprit_flagged = true},
		{.outcome = ROUND_BUG, .is_flagged = true},
		{.outcome = ROUND_BROKEN},
		{.phase = PHASE_FIXED, .outcome = ROUND_BUG},
		{.phase = PHASE_WEAVE_PS, .outcome = ROUND_PASSED},
	};
	struct phase_report sum;

	(void)state;
	round_count(rounds, ARRAY_SIZE(rounds), PHASE_BUGGY, &sum);
	assert_int_equal(sum.n_rounds, 5);
	assert_int_equal(sum.n_failed, 3);
	assert_int_equal(sum.n_flagged, 3);
	assert_int_equal(sum.n_failed_unflagged, 2);
	assert_int_equal(sum.n_broken, 1);
	round_count(rounds, ARRAY_SIZE(rounds), PHASE_FIXED, &sum);
	assert_int_equal(sum.n_failed, 1);
	assert_int_equal(sum.n_flagged, 0);
	round_count(rounds, ARRAY_SIZE(rounds), PHASE_WEAVE_PS, &sum);
	assert_int_equal(sum.n_failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_known_by_their_type),
		cmocka_unit_test(only_errors_are_errors),
		cmocka_unit_test(garbage_is_refused),
		cmocka_unit_test(output_may_come_in_pieces),
		cmocka_unit_test(a_line_without_end_is_refused),
		cmocka_unit_test(the_bug_is_known_by_its_words),
		cmocka_unit_test(a_program_of_the_users_fails_as_it_likes),
		cmocka_unit_test(an_error_flags_its_round),
		cmocka_unit_test(another_thread_is_not_the_culprit),
		cmocka_unit_test(a_child_flags_the_round_it_ran_in),
		cmocka_unit_test(any_error_answers_for_a_program_of_the_users),
		cmocka_unit_test(rounds_are_summed_by_phase),
	};

	return cmocka_run_group_tests_name("harness: rounds and findings", tests, NULL, NULL);
}
