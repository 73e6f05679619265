// SPDX-License-Identifier: GPL-2.0-or-later
/* The gate that a traced command waits at, and what becomes of it. */
#include "nstrace_capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "nstrace/command.h"

static int run(char **argv)
{
	struct command *command;
	int status;

	assert_int_equal(command_start(argv, true, &command), 0);
	assert_int_equal(command_release(command), 0);
	status = command_wait(command);
	assert_int_equal(command_wait(command), status); /* and it says so again */
	command_free(command);
	return status;
}

#define sh(script) ((char *[]){(char *)"sh", (char *)"-c", (char *)(script), NULL})

static void test_exit_status(void **state)
{
	(void)state;
	assert_int_equal(run(sh("exit 0")), 0);
	assert_int_equal(run(sh("exit 3")), 3);
	assert_int_equal(run(sh("kill -KILL $$")), 128 + SIGKILL);
	assert_int_equal(run(sh("kill -TERM $$")), 128 + SIGTERM);
}

/* The message comes once, and the status is the one of env(1). */
static void assert_not_run(const char *path, int expected_status, const char *expected_message)
{
	char *argv[] = {(char *)path, NULL}, message[256];
	struct capture capture = capture_begin();
	int status = run(argv);

	capture_end(&capture, message, sizeof(message));
	assert_int_equal(status, expected_status);
	assert_string_equal(message, expected_message);
}

static void test_cannot_execute(void **state)
{
	(void)state;
	assert_not_run("/nonexistent/command", 127,
		       "nstrace: cannot run /nonexistent/command: No such file or directory\n");
	assert_not_run("nstrace-no-such-command", 127,
		       "nstrace: cannot run nstrace-no-such-command: No such file or directory\n");
	assert_not_run("/", 126, "nstrace: cannot run /: Permission denied\n");
}

/* A pipe whose writing end only the command has. */
static int open_command_with_pipe(const char *script, struct command **ret)
{
	char text[256];
	int ends[2];

	assert_return_code(pipe2(ends, 0), errno);
	assert_return_code(fcntl(ends[0], F_SETFD, FD_CLOEXEC), errno);
	snprintf(text, sizeof(text), "exec >&%d; %s", ends[1], script);
	assert_int_equal(command_start(sh(text), true, ret), 0);
	close(ends[1]);
	return ends[0];
}

/* Nothing of it runs before it is let go. */
static void test_waits_at_the_gate(void **state)
{
	struct command *command;
	int out_fd = open_command_with_pipe("echo ran", &command);
	struct pollfd out = {.fd = out_fd, .events = POLLIN};
	char text[8] = "";

	(void)state;
	assert_int_equal(poll(&out, 1, 100), 0);
	assert_int_equal(command_release(command), 0);
	assert_int_equal(read(out_fd, text, sizeof(text) - 1), 4);
	assert_string_equal(text, "ran\n");
	assert_int_equal(command_wait(command), 0);
	command_free(command);
	close(out_fd);
}

/* End of file on a pipe: all that could write to it has ended. */
static void assert_ends_silently(int out_fd)
{
	struct pollfd out = {.fd = out_fd, .events = POLLIN};
	char byte;

	assert_int_equal(poll(&out, 1, 10000), 1);
	assert_int_equal(read(out_fd, &byte, 1), 0);
	close(out_fd);
}

static void test_freed_at_the_gate(void **state)
{
	struct command *command;
	int out_fd = open_command_with_pipe("echo ran", &command);

	(void)state;
	command_free(command);
	assert_ends_silently(out_fd);
}

static void test_freed_while_it_runs(void **state)
{
	struct command *command;
	int out_fd = open_command_with_pipe("exec sleep 1000", &command);

	(void)state;
	assert_int_equal(command_release(command), 0);
	command_free(command);
	assert_ends_silently(out_fd);
}

/* A tracer that is killed takes its command with it, at the gate and behind it. */
static void assert_dies_with_us(bool released)
{
	int ends[2], ready[2], status;
	char byte;
	pid_t tracer;

	assert_return_code(pipe2(ends, O_CLOEXEC), errno);
	assert_return_code(pipe2(ready, O_CLOEXEC), errno);
	tracer = fork();
	assert_return_code(tracer, errno);
	if (tracer == 0) {
		struct command *command;

		if (dup2(ends[1], STDOUT_FILENO) < 0 ||
		    command_start(sh("exec sleep 1000"), true, &command) < 0 ||
		    (released && command_release(command) < 0))
			_exit(1);
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ends[1]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_return_code(kill(tracer, SIGKILL), errno);
	assert_int_equal(waitpid(tracer, &status, 0), tracer);
	assert_ends_silently(ends[0]);
	close(ready[0]);
}

static void test_dies_with_us(void **state)
{
	(void)state;
	assert_dies_with_us(false);
	assert_dies_with_us(true);
}

/* Killed before it was let go, by Ctrl-C for instance: that is its exit status. */
static void test_killed_at_the_gate(void **state)
{
	struct command *command;

	(void)state;
	assert_int_equal(command_start(sh("exit 0"), true, &command), 0);
	command_signal(command, SIGINT);
	assert_int_equal(command_wait(command), 128 + SIGINT);
	assert_int_equal(command_release(command), 0);
	command_signal(command, SIGINT); /* must hit nobody else */
	command_free(command);
}

static void assert_status_has(const char *pattern)
{
	char *argv[] = {(char *)"grep", (char *)"-q", (char *)pattern, (char *)"/proc/self/status",
			NULL};
	struct command *command;
	sigset_t more;

	assert_int_equal(command_start(argv, true, &command), 0);
	sigemptyset(&more);
	sigaddset(&more, SIGTERM);
	sigprocmask(SIG_BLOCK, &more, NULL); /* as a tracer does for itself */
	assert_int_equal(command_release(command), 0);
	assert_int_equal(command_wait(command), 0);
	sigprocmask(SIG_UNBLOCK, &more, NULL);
	command_free(command);
}

/* The command gets the signals as we got them, although we need SIGCHLD's default ourselves. */
static void test_signals_are_inherited(void **state)
{
	sigset_t mask, old_mask;

	(void)state;
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_BLOCK, &mask, &old_mask);
	assert_status_has("SigBlk:\t0000000000000200");
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	signal(SIGCHLD, SIG_IGN);
	assert_status_has("SigIgn:.*1....$");
	signal(SIGCHLD, SIG_DFL);
	assert_status_has("SigIgn:.*0....$");
}

static void test_no_descriptor_leaks(void **state)
{
	(void)state;
	assert_int_equal(
		run(sh("set -- /proc/$$/fd/*; "
		       "for fd; do readlink $fd; done | grep -q socket: && exit 1; exit 0")),
		0);
}

/* What cannot become the user does not run. */
static void test_bad_sudo(void **state)
{
	struct command *command;
	struct capture capture;
	char message[256];
	int r;

	(void)state;
	if (geteuid()) {
		print_message("skipped: needs root\n");
		skip();
	}
	setenv("SUDO_UID", "nonsense", 1);
	capture = capture_begin();
	r = command_start(sh("exit 0"), false, &command);
	capture_end(&capture, message, sizeof(message));
	assert_int_equal(r, -EINVAL);
	assert_string_equal(message, "nstrace: cannot become the user who called sudo: "
				     "Invalid argument\n");
	assert_int_equal(run(sh("exit 0")), 0); /* as root */
	unsetenv("SUDO_UID");
}

static void test_sudo(void **state)
{
	struct command *command;

	(void)state;
	if (geteuid()) {
		print_message("skipped: needs root\n");
		skip();
	}
	setenv("SUDO_UID", "12345", 1);
	setenv("SUDO_GID", "12346", 1);
	assert_int_equal(command_start(sh("test $(id -u):$(id -g):$(id -G) = 12345:12346:12346"),
				       false, &command),
			 0);
	assert_int_equal(command_release(command), 0);
	assert_int_equal(command_wait(command), 0);
	command_free(command);
	unsetenv("SUDO_UID");
	unsetenv("SUDO_GID");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_status),
		cmocka_unit_test(test_cannot_execute),
		cmocka_unit_test(test_waits_at_the_gate),
		cmocka_unit_test(test_freed_at_the_gate),
		cmocka_unit_test(test_freed_while_it_runs),
		cmocka_unit_test(test_dies_with_us),
		cmocka_unit_test(test_killed_at_the_gate),
		cmocka_unit_test(test_signals_are_inherited),
		cmocka_unit_test(test_no_descriptor_leaks),
		cmocka_unit_test(test_bad_sudo),
		cmocka_unit_test(test_sudo),
	};

	/* A directory that may not be searched would make it "permission denied" instead. */
	setenv("PATH", "/usr/bin:/bin", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
