// SPDX-License-Identifier: GPL-2.0-or-later
/* Suppression files: what an entry matches, what is refused and where, and the way back. */
#include "nstrace_capture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nstrace/suppressions.h"

static void write_file(char path[32], const char *text, size_t length)
{
	int fd;

	strcpy(path, "/tmp/nstrace-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), (ssize_t)length);
	close(fd);
}

static void read_text(const char *text, struct suppressions *ret)
{
	char path[32];
	int r;

	write_file(path, text, strlen(text));
	r = suppressions_read(ret, path);
	unlink(path);
	assert_int_equal(r, 0);
}

static const struct finding stranded = {
	.class = FINDING_STRANDED,
	.severity = SEVERITY_ERROR,
	.tgid = 7,
	.tid = 8,
	.comm = "pool 1",
	.where = {.ino = 4711, .kind = NSTRACE_KIND_NET},
};

static bool takes(struct suppressions *suppressions, const struct finding *finding, const char *exe)
{
	const struct suppression_subject subject = {.finding = finding, .exe = exe};

	return suppressions_take(suppressions, &subject);
}

static const struct {
	const char *entry;
	bool matches;
} entries[] = {
	{"class:stranded", true},
	{"class:tainted", false},
	{"kind:net", true},
	{"kind:mnt", false},
	{"comm:pool\\x20?", true},
	{"comm:pool*", true},
	{"comm:pool", false},
	{"exe:/usr/sbin/*", true},
	{"exe:/usr/bin/*", false},
	{"fun:*", false},
	{"class:stranded kind:net comm:pool* exe:*frr name:known", true},
	{"class:stranded kind:net comm:pool* exe:*frr fun:x", false},
	{"class:stranded kind:net comm:x exe:*frr", false},
	{"class:stranded\tcomm:pool* # a comment: comm:x", true},
	{"# class:stranded", false},
	{"  # \n\n   \n\nclass:stranded\r\n", true},
	{"class:tainted\nclass:stranded", true},
	{"class:stranded name:a#b", true},
	{"", false},
};

static void test_matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		struct suppressions suppressions = {};

		print_message("%s\n", entries[i].entry);
		read_text(entries[i].entry, &suppressions);
		assert_int_equal(takes(&suppressions, &stranded, "/usr/sbin/frr"),
				 entries[i].matches);
		suppressions_free(&suppressions);
	}
}

/* A process that has ended before anybody looked: nothing is known, so nothing matches. */
static void test_unknown_exe(void **state)
{
	struct suppressions suppressions = {};

	(void)state;
	read_text("exe:*", &suppressions);
	assert_true(suppressions_need_exe(&suppressions));
	assert_false(takes(&suppressions, &stranded, NULL));
	assert_true(takes(&suppressions, &stranded, "/bin/x"));
	suppressions_free(&suppressions);
	read_text("comm:*", &suppressions);
	assert_false(suppressions_need_exe(&suppressions));
	suppressions_free(&suppressions);
}

/* Of several files the first entry that matches is the one that was used. */
static void test_used(void **state)
{
	struct suppressions suppressions = {};

	(void)state;
	read_text("class:tainted\n\nclass:stranded name:first\n", &suppressions);
	read_text("comm:pool*\n", &suppressions);
	assert_int_equal(suppressions.n, 3);
	assert_true(takes(&suppressions, &stranded, NULL));
	assert_true(takes(&suppressions, &stranded, NULL));
	assert_int_equal(suppressions.entries[0].n_used, 0);
	assert_int_equal(suppressions.entries[1].n_used, 2);
	assert_int_equal(suppressions.entries[1].line, 3);
	assert_string_equal(suppressions.entries[1].name, "first");
	assert_int_equal(suppressions.entries[2].n_used, 0);
	assert_int_equal(suppressions.entries[2].line, 1);
	suppressions_free(&suppressions);
}

static const struct {
	const char *text;
	const char *message; /* behind the file's name */
} bad[] = {
	{"comm:a\ncomn:b\n", ":2: unknown key 'comn'; there are class, kind, comm,"},
	{"comm:a b\n", ":1: 'b' is not KEY:VALUE"},
	{"\n\n\ncomm:[a\n", ":4: '[a' is no pattern for comm:"},
	{"exe:a\\\n", ":1: 'a\\' is no pattern for exe:"},
	{"fun:\n", ":1: '' is no pattern for fun:"},
	{"class:strand", ":1: 'strand' is no class of findings"},
	{"class:", ":1: '' is no class of findings"},
	{"kind:network", ":1: 'network' is no kind of namespaces"},
	{"kind:unknown", ":1: 'unknown' is no kind of namespaces"},
	{"comm:a comm:b", ":1: comm: is there twice"},
	{"class:stranded class:stranded", ":1: class: is there twice"},
	{"kind:net kind:net", ":1: kind: is there twice"},
	{"name:a comm:a name:b", ":1: name: is there twice"},
	{"name:everything", ":1: an entry without class, kind, comm, exe or fun"},
};

/* What suppressions_read() says of a file with this text; the file's name is left out. */
static void refuse(const char *text, size_t length, char message[512])
{
	struct suppressions suppressions = {};
	char path[32], said[512];
	struct capture capture;
	int r;

	write_file(path, text, length);
	capture = capture_begin();
	r = suppressions_read(&suppressions, path);
	capture_end(&capture, said, sizeof(said));
	unlink(path);
	assert_int_equal(r, -EINVAL);
	assert_non_null(strstr(said, path));
	strcpy(message, strstr(said, path) + strlen(path));
	suppressions_free(&suppressions);
}

static void test_bad(void **state)
{
	char message[512];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("%s\n", bad[i].text);
		refuse(bad[i].text, strlen(bad[i].text), message);
		assert_ptr_equal(strstr(message, bad[i].message), message);
	}
	refuse("comm:a\ncomm:b\0c\n", 16, message);
	assert_ptr_equal(strstr(message, ":2: there is a byte 0"), message);
}

static void test_unreadable(void **state)
{
	struct suppressions suppressions = {};
	struct capture capture;
	char message[512];

	(void)state;
	capture = capture_begin();
	assert_int_equal(suppressions_read(&suppressions, "/nonexistent/file"), -ENOENT);
	assert_int_equal(suppressions_read(&suppressions, "/tmp"), -EISDIR);
	capture_end(&capture, message, sizeof(message));
	assert_non_null(strstr(message, "cannot read /nonexistent/file: No such file"));
	assert_non_null(strstr(message, "cannot read /tmp: Is a directory"));
	assert_int_equal(suppressions.n, 0);
}

/* The entry that is made for a finding takes it, and nothing that differs in class, kind or name.
 */
static void assert_round_trip(struct finding finding)
{
	const struct suppression_subject subject = {.finding = &finding};
	_cleanup_free_ char *entry = suppression_for(&subject);
	struct suppressions suppressions = {};
	struct finding other;

	assert_non_null(entry);
	print_message("%s\n", entry);
	assert_null(strchr(entry, '\n'));
	read_text(entry, &suppressions);
	assert_int_equal(suppressions.n, 1);
	assert_true(takes(&suppressions, &finding, NULL));
	other = finding;
	other.class = FINDING_TAINTED;
	assert_false(takes(&suppressions, &other, NULL));
	other = finding;
	other.where.kind = NSTRACE_KIND_MNT;
	assert_false(takes(&suppressions, &other, NULL));
	other = finding;
	strcpy(other.comm, "other");
	assert_int_equal(takes(&suppressions, &other, NULL), !*finding.comm);
	suppressions_free(&suppressions);
}

static void test_round_trip(void **state)
{
	static const char *const comms[] = {"pool 1",  "a*b",	 "[x]",	   "#x",
					    "\033[2J", "a\\x41", "comm:x", "\xc3\xa4"};
	struct finding finding = stranded;

	(void)state;
	for (size_t i = 0; i < sizeof(comms) / sizeof(comms[0]); i++) {
		strcpy(finding.comm, comms[i]);
		assert_round_trip(finding);
	}
	*finding.comm = '\0';
	assert_round_trip(finding);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),	   cmocka_unit_test(test_unknown_exe),
		cmocka_unit_test(test_used),	   cmocka_unit_test(test_bad),
		cmocka_unit_test(test_unreadable), cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
