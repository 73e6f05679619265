// SPDX-License-Identifier: GPL-2.0-or-later
/* Patterns, and that what is quoted means just that text. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "nstrace/glob.h"

static const struct {
	const char *pattern;
	const char *text;
	bool matches;
} cases[] = {
	{"worker", "worker", true},
	{"worker", "worker1", false},
	{"worker", "Worker", false},
	{"work*", "worker-7", true},
	{"*", "", true},
	{"/usr/*/frr", "/usr/local/sbin/frr", true},
	{"a?c", "abc", true},
	{"a?c", "ac", false},
	{"[a-c]x", "bx", true},
	{"[!a-c]x", "bx", false},
	{"[]]x", "]x", true},
	{"[^]]x", "]x", false},
	{"a]", "a]", true},
	{"\\*", "*", true},
	{"\\*", "x", false},
	{"a\\x20b", "a b", true},
	{"\\x2a", "*", true},
	{"\\x2a", "x", false},
	{"[\\x5d]", "]", true},
	{"\\x5b", "[", true},
	{"\\xff", "\xff", true},
	{"\\a", "a", true},
};

static void test_matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *pattern;

		print_message("%s\n", cases[i].pattern);
		assert_int_equal(glob_parse(cases[i].pattern, &pattern), 0);
		assert_int_equal(glob_matches(pattern, cases[i].text), cases[i].matches);
		free(pattern);
	}
}

static void test_bad(void **state)
{
	static const char *const bad[] = {"",	"a\\",	"\\x", "\\x2",	"\\xg0", "\\x00", "[",
					  "[a", "a[!]", "[]",  "[a\\]", "x[^]",	 "[\\",	  "[\\x5d"};
	char *pattern;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("%s\n", bad[i]);
		assert_int_equal(glob_parse(bad[i], &pattern), -EINVAL);
	}
}

static void assert_quoted(const char *text, const char *other)
{
	char *quoted = NULL, *pattern;
	size_t size;
	FILE *file = open_memstream(&quoted, &size);

	assert_non_null(file);
	glob_quote(text, file);
	fclose(file);
	for (const char *at = quoted; *at; at++)
		assert_true(*at > ' ' && *at < 0x7f);
	assert_int_equal(glob_parse(quoted, &pattern), 0);
	assert_true(glob_matches(pattern, text));
	assert_false(glob_matches(pattern, other));
	free(pattern);
	free(quoted);
}

/* Every byte there is, and the pairs that mean something. */
static void test_quote(void **state)
{
	(void)state;
	for (int byte = 1; byte < 256; byte++) {
		const char text[] = {'a', (char)byte, 'b', '\0'};

		assert_quoted(text, byte == 'x' ? "ayb" : "axb");
	}
	assert_quoted("[a]", "a");
	assert_quoted("\\x41", "A");
	assert_quoted("a b", "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
