// SPDX-License-Identifier: GPL-2.0-or-later
/* `nstrace explain`: every class has every part, and all of it fits a terminal. */
#include "nstrace_capture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "engine/finding.h"
#include "nstrace/explain.h"

#define MAX_WIDTH 88

/* What `nstrace explain NAME -o FILE` writes to FILE; its exit status is 0. */
static void explain(const char *name, char *out, size_t size)
{
	struct options options = {.verb = OPTIONS_EXPLAIN, .class_name = name};
	int fd = memfd_create("explanation", MFD_CLOEXEC);
	char path[64];
	ssize_t n;

	assert_true(fd >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	options.output_path = path;
	assert_int_equal(explain_run(&options), 0);
	n = pread(fd, out, size - 1, 0);
	assert_true(n > 0);
	out[n] = '\0';
	close(fd);
}

static void assert_fits(const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		assert_true(strcspn(line, "\n") <= MAX_WIDTH);
		assert_null(memchr(line, '\t', strcspn(line, "\n")));
	}
	assert_int_equal(text[strlen(text) - 1], '\n');
}

/* The line of text that begins with start. */
static const char *line_of(const char *text, const char *start)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		if (!strncmp(line, start, strlen(start)))
			return line;
	fail_msg("no line begins with '%s'", start);
	return NULL;
}

static void test_list(void **state)
{
	char text[4096], start[64];

	(void)state;
	explain(NULL, text, sizeof(text));
	assert_fits(text);
	for (int i = 0; i < FINDING_CLASSES; i++) {
		enum finding_class class = (enum finding_class)i;

		snprintf(start, sizeof(start), "%-12s %-8s ", finding_class_name(class),
			 severity_name(finding_class_severity(class)));
		assert_true(strcspn(line_of(text, start) + strlen(start), "\n") > 10);
	}
}

static void test_each_class(void **state)
{
	static const char *const labels[] = {"  means    ", "  harm     ", "  innocent ",
					     "  cure     ", "  C        ", "  Go       ",
					     "  Python   ", "  Rust     ", "  more     "};

	(void)state;
	for (int i = 0; i < FINDING_CLASSES; i++) {
		const char *name = finding_class_name((enum finding_class)i);
		char text[4096], more[64];

		explain(name, text, sizeof(text));
		assert_fits(text);
		assert_int_equal(strncmp(text, name, strlen(name)), 0);
		for (size_t j = 0; j < sizeof(labels) / sizeof(labels[0]); j++)
			assert_true(strcspn(line_of(text, labels[j]), "\n") > 20);
		snprintf(more, sizeof(more), "  more     docs/findings/%s.md\n", name);
		line_of(text, more);
	}
}

static void test_severity(void **state)
{
	char text[4096];

	(void)state;
	explain("stranded", text, sizeof(text));
	assert_int_equal(strncmp(text, "stranded: error\n", 16), 0);
	explain("misrestored", text, sizeof(text));
	assert_int_equal(strncmp(text, "misrestored: error; warning if ", 31), 0);
}

static void assert_refused(const char *name)
{
	struct options options = {.class_name = name, .output_path = "/dev/full"};
	struct capture capture = capture_begin();
	char message[256];
	int status = explain_run(&options);

	capture_end(&capture, message, sizeof(message));
	assert_int_equal(status, 125);
	assert_non_null(strstr(message, "there is no class '"));
	assert_non_null(strstr(message, "see nstrace explain"));
}

static void test_unknown(void **state)
{
	(void)state;
	assert_refused("unknown");
	assert_refused("");
	assert_refused("Stranded");
	assert_refused("strand");
	assert_refused("strandedness");
}

static void test_full_disk(void **state)
{
	struct options options = {.class_name = "stranded", .output_path = "/dev/full"};
	struct capture capture = capture_begin();
	char message[256];
	int status = explain_run(&options);

	(void)state;
	capture_end(&capture, message, sizeof(message));
	assert_int_equal(status, 125);
	assert_non_null(strstr(message, "No space left on device"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),	  cmocka_unit_test(test_each_class),
		cmocka_unit_test(test_severity),  cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
