// SPDX-License-Identifier: GPL-2.0-or-later
/* The words for findings: each class has its own name, and the severity of the documentation. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "engine/finding.h"

static void test_classes(void **state)
{
	static const struct {
		enum finding_class class;
		const char *name;
		const char *severity;
	} expected[] = {
		{FINDING_STRANDED, "stranded", "error"},
		{FINDING_EXPOSED, "exposed", "warning"},
		{FINDING_TAINTED, "tainted", "error"},
		{FINDING_MISRESTORED, "misrestored", "error"},
		{FINDING_MISPLACED, "misplaced", "error"},
		{FINDING_REFUSED, "refused", "info"},
	};

	(void)state;
	assert_int_equal(sizeof(expected) / sizeof(expected[0]), FINDING_CLASSES);
	for (size_t i = 0; i < FINDING_CLASSES; i++) {
		enum finding_severity severity = finding_class_severity(expected[i].class);

		assert_string_equal(finding_class_name(expected[i].class), expected[i].name);
		assert_string_equal(severity_name(severity), expected[i].severity);
	}
}

static void test_evidence_kinds(void **state)
{
	static const char *const expected[] = {
		[EVIDENCE_FOUND] = "found",
		[EVIDENCE_VISIT_BEGAN] = "visit-began",
		[EVIDENCE_BORN] = "born",
		[EVIDENCE_CREATOR_LEFT] = "creator-left",
		[EVIDENCE_CREATOR_ENDED] = "creator-ended",
		[EVIDENCE_REFUSED] = "refused",
		[EVIDENCE_STILL_THERE] = "still-there",
		[EVIDENCE_OVERDUE] = "overdue",
		[EVIDENCE_RESTORED] = "restored",
		[EVIDENCE_VISIT_ENDED] = "visit-ended",
		[EVIDENCE_FORKED] = "forked",
		[EVIDENCE_RAN] = "ran",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_string_equal(evidence_kind_name((enum evidence_kind)i), expected[i]);
}

static void test_no_such(void **state)
{
	(void)state;
	assert_string_equal(finding_class_name(FINDING_CLASSES), "unknown");
	assert_int_equal(finding_class_severity(FINDING_CLASSES), SEVERITY_INFO);
	assert_string_equal(severity_name(99), "unknown");
	assert_string_equal(evidence_kind_name(99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_evidence_kinds),
		cmocka_unit_test(test_no_such),
	};

	return cmocka_run_group_tests_name("engine: words for findings", tests, NULL, NULL);
}
