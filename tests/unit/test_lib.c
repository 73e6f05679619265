// SPDX-License-Identifier: GPL-2.0-or-later
/* The small parts of user/lib: parse, escape, log, netns. Without privileges. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include "lib/escape.h"
#include "lib/log.h"
#include "lib/netns.h"
#include "lib/parse.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static void numbers_are_whole_and_in_range(void **state)
{
	static const struct {
		const char *text;
		uint64_t min, max;
		int result;
		uint64_t value;
	} cases[] = {
		{"0", 0, 10, 0, 0},
		{"10", 0, 10, 0, 10},
		{"007", 0, 10, 0, 7},
		{"18446744073709551615", 0, UINT64_MAX, 0, UINT64_MAX},
		{"18446744073709551616", 0, UINT64_MAX, -ERANGE, 0},
		{"11", 0, 10, -ERANGE, 0},
		{"4", 5, 10, -ERANGE, 0},
		{"", 0, 10, -EINVAL, 0},
		{"-1", 0, UINT64_MAX, -EINVAL, 0},
		{"+1", 0, 10, -EINVAL, 0},
		{" 1", 0, 10, -EINVAL, 0},
		{"1 ", 0, 10, -EINVAL, 0},
		{"0x1", 0, 10, -EINVAL, 0},
		{"1.0", 0, 10, -EINVAL, 0},
		{"ten", 0, 10, -EINVAL, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t value = 4711;
		int r = parse_u64(cases[i].text, cases[i].min, cases[i].max, &value);

		if (r != cases[i].result || value != (r < 0 ? 4711 : cases[i].value))
			fail_msg("\"%s\": %d, %llu", cases[i].text, r, (unsigned long long)value);
	}
}

static void durations_have_units(void **state)
{
	static const struct {
		const char *text;
		int result;
		uint64_t nsec;
	} cases[] = {
		{"2", 0, 2000000000},	  {"0.5", 0, 500000000},
		{"1s", 0, 1000000000},	  {"200ms", 0, 200000000},
		{"1.001ms", 0, 1001000}, /* binary fractions are rounded, not cut */
		{"7us", 0, 7000},	  {"3m", 0, 180000000000},
		{"1h", 0, 3600000000000}, {"0", 0, 0},
		{"", -EINVAL, 0},	  {"s", -EINVAL, 0},
		{"-1s", -EINVAL, 0},	  {" 1s", -EINVAL, 0},
		{"1 s", -EINVAL, 0},	  {"1d", -EINVAL, 0},
		{"1sec", -EINVAL, 0},	  {"0x10", -EINVAL, 0},
		{"inf", -EINVAL, 0},	  {"nan", -EINVAL, 0},
		{"1.2.3", -EINVAL, 0},	  {"99999999999h", -ERANGE, 0},
		{"1e400", -ERANGE, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t nsec = 4711;
		int r = parse_duration(cases[i].text, &nsec);

		if (r != cases[i].result || nsec != (r < 0 ? 4711 : cases[i].nsec))
			fail_msg("\"%s\": %d, %llu", cases[i].text, r, (unsigned long long)nsec);
	}
}

static void hostile_text_is_escaped(void **state)
{
	char out[64];

	(void)state;
	assert_string_equal(escape_text("web-17 ~", out, sizeof(out)), "web-17 ~");
	assert_string_equal(escape_text("\x1b[2J\n\x7f", out, sizeof(out)), "\\x1b[2J\\x0a\\x7f");
	assert_string_equal(escape_text("\xc3\xbc\xff", out, sizeof(out)), "\\xc3\\xbc\\xff");
	/* or else "\\x41" would come back as "A" */
	assert_string_equal(escape_text("\\x41", out, sizeof(out)), "\\x5cx41");
	assert_string_equal(escape_text("", out, sizeof(out)), "");
}

static void escapes_are_never_cut(void **state)
{
	static const char text[] = "a\nb";
	static const char *const expected[] = {"", "a", "a", "a", "a", "a\\x0a", "a\\x0ab"};
	char full[ESCAPED_MAX(1)], out[8];
	size_t size;

	(void)state;
	for (size = 1; size <= ARRAY_SIZE(expected); size++) {
		memset(out, '#', sizeof(out));
		assert_string_equal(escape_text(text, out, size), expected[size - 1]);
		if (size < sizeof(out))
			assert_int_equal(out[size], '#');
	}
	out[0] = '#';
	escape_text(text, out, 0);
	assert_int_equal(out[0], '#');
	assert_string_equal(escape_text("\n", full, sizeof(full)), "\\x0a");
}

/* Calls talk() with stderr in a pipe, and returns what came through in one read. */
static const char *stderr_of(void (*talk)(void), char *out, size_t size)
{
	int saved_fd = dup(STDERR_FILENO);
	int pipe_fds[2];
	ssize_t n_bytes;

	assert_return_code(pipe2(pipe_fds, O_DIRECT), errno); /* each write is a packet */
	dup2(pipe_fds[1], STDERR_FILENO);
	close(pipe_fds[1]);
	talk();
	dup2(saved_fd, STDERR_FILENO);
	close(saved_fd);
	n_bytes = read(pipe_fds[0], out, size - 1);
	assert_return_code(n_bytes, errno);
	out[n_bytes] = '\0';
	close(pipe_fds[0]);
	return out;
}

static void say_error(void)
{
	log_error("no %s", "bridge");
}

static void say_errno(void)
{
	assert_int_equal(log_errno(-ENODEV, "cannot"), -ENODEV);
}

static void say_warning_of_positive_errno(void)
{
	assert_int_equal(log_warn_errno(EPERM, "cannot"), -EPERM);
}

static void say_debug(void)
{
	log_debug("nobody asked");
}

static void say_far_too_much(void)
{
	char text[4096];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_errno(EPERM, "%s", text);
}

static void messages_are_single_lines(void **state)
{
	char out[4096];

	(void)state;
	log_set_program("test");
	assert_string_equal(stderr_of(say_error, out, sizeof(out)), "test: no bridge\n");
	assert_string_equal(stderr_of(say_errno, out, sizeof(out)),
			    "test: cannot: No such device\n");
	assert_string_equal(stderr_of(say_warning_of_positive_errno, out, sizeof(out)),
			    "test: warning: cannot: Operation not permitted\n");
}

static void the_level_silences(void **state)
{
	char out[64];

	(void)state;
	assert_string_equal(stderr_of(say_debug, out, sizeof(out)), "");
	log_set_level(LOG_DEBUG);
	assert_string_equal(stderr_of(say_debug, out, sizeof(out)), "test: nobody asked\n");
	log_set_level(LOG_INFO);
}

/* Cut, but with the errno and the newline, and in one write. */
static void long_messages_keep_their_end(void **state)
{
	static const char end[] = "xxx: Operation not permitted\n";
	char out[4096];
	size_t length;

	(void)state;
	length = strlen(stderr_of(say_far_too_much, out, sizeof(out)));
	assert_true(length > sizeof(end));
	assert_string_equal(out + length + 1 - sizeof(end), end);
}

static void own_namespace_has_many_names(void **state)
{
	struct netns_identity own, other;
	_cleanup_close_ int own_fd = -1, process_fd = -1, path_fd = -1;

	(void)state;
	assert_int_equal(netns_open_own(&own_fd), 0);
	assert_int_equal(netns_identify(own_fd, &own), 0);
	assert_int_equal(netns_open_process(getpid(), &process_fd), 0);
	assert_int_equal(netns_identify(process_fd, &other), 0);
	assert_true(netns_same(own, other));
	assert_int_equal(netns_open_path("/proc/self/ns/net", &path_fd), 0);
	assert_int_equal(netns_identify(path_fd, &other), 0);
	assert_true(netns_same(own, other));
	other.inode++;
	assert_false(netns_same(own, other));
	assert_true(fcntl(own_fd, F_GETFD) & FD_CLOEXEC);
}

/* A zombie still has its number, and its directory in /proc. */
static void ended_processes_have_no_namespace(void **state)
{
	int netns_fd = -1;
	siginfo_t info;
	pid_t tgid = fork();

	(void)state;
	if (tgid == 0)
		_exit(0);
	assert_return_code(waitid(P_PID, (id_t)tgid, &info, WEXITED | WNOWAIT), errno);
	assert_int_equal(netns_open_process(tgid, &netns_fd), -ESRCH);
	assert_int_equal(waitpid(tgid, NULL, 0), tgid);
	assert_int_equal(netns_open_process(tgid, &netns_fd), -ESRCH);
	assert_int_equal(netns_fd, -1);
}

static void other_files_are_no_namespaces(void **state)
{
	char long_path[8192];
	int netns_fd = -1;

	(void)state;
	assert_int_equal(netns_open_path("/dev/null", &netns_fd), -EINVAL);
	assert_int_equal(netns_open_path("/proc/self/ns/uts", &netns_fd), -EINVAL);
	assert_int_equal(netns_open_path("/no/such/file", &netns_fd), -ENOENT);
	assert_int_equal(netns_open_path("no-netns-of-this-name", &netns_fd), -ENOENT);
	/* Cut, it would name a directory. */
	memset(long_path, '/', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_int_equal(netns_open_path(long_path, &netns_fd), -ENAMETOOLONG);
	assert_int_equal(netns_fd, -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_whole_and_in_range),
		cmocka_unit_test(durations_have_units),
		cmocka_unit_test(hostile_text_is_escaped),
		cmocka_unit_test(escapes_are_never_cut),
		cmocka_unit_test(messages_are_single_lines),
		cmocka_unit_test(the_level_silences),
		cmocka_unit_test(long_messages_keep_their_end),
		cmocka_unit_test(own_namespace_has_many_names),
		cmocka_unit_test(ended_processes_have_no_namespace),
		cmocka_unit_test(other_files_are_no_namespaces),
	};

	return cmocka_run_group_tests_name("lib", tests, NULL, NULL);
}
