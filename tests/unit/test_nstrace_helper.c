// SPDX-License-Identifier: GPL-2.0-or-later
/* Children that send their message, that do not, and that cannot go on. */
#include "nstrace_capture.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "lib/clock.h"
#include "nstrace/helper.h"

#define MSEC   1000000ULL
#define SECOND 1000000000ULL

static void send_it(int socket_fd, const void *userdata)
{
	assert_int_equal(write(socket_fd, userdata, 3), 3);
}

static void send_nothing(int socket_fd, const void *userdata)
{
	(void)socket_fd;
	(void)userdata;
}

static void stop_before_it(int socket_fd, const void *userdata)
{
	raise(SIGSTOP);
	send_it(socket_fd, userdata);
}

static void send_it_late(int socket_fd, const void *userdata)
{
	const struct timespec late = {.tv_nsec = 200 * MSEC};

	nanosleep(&late, NULL);
	send_it(socket_fd, userdata);
}

static void receive_with(uint64_t patience_nsec, helper_work_fn *work, ssize_t expected,
			 const char *message)
{
	struct helpers helpers = {.patience_nsec = patience_nsec};
	struct helper helper;
	char out[8] = "";

	assert_int_equal(helper_start(&helpers, 50 * MSEC, work, "abc", &helper), 0);
	assert_int_equal(helper_receive(&helper, out, sizeof(out)), expected);
	assert_string_equal(out, message);
	helper_end(&helpers, &helper);
	assert_int_equal(helper.child, 0);
	assert_int_equal(helpers.n_at_work, 0);
}

static void receive(helper_work_fn *work, ssize_t expected, const char *message)
{
	receive_with(0, work, expected, message);
}

/* Somebody to whom it matters waits for longer. */
static void test_patience(void **state)
{
	(void)state;
	receive(send_it_late, -ETIMEDOUT, "");
	receive_with(10 * SECOND, send_it_late, 3, "abc");
}

static void test_message(void **state)
{
	(void)state;
	receive(send_it, 3, "abc");
	receive(send_nothing, -EIO, "");
}

/* Its time is over, whoever stopped it. */
static void test_stopped(void **state)
{
	uint64_t start_nsec = clock_nsec(CLOCK_MONOTONIC);

	(void)state;
	receive(stop_before_it, -ETIMEDOUT, "");
	assert_in_range(clock_nsec(CLOCK_MONOTONIC) - start_nsec, 50 * MSEC, SECOND);
}

/* As one that hangs where no signal reaches it: a child that was not killed yet. */
static void test_not_dead(void **state)
{
	struct helpers helpers = {};
	struct helper helper;
	pid_t undead;

	(void)state;
	assert_int_equal(helper_start(&helpers, SECOND, stop_before_it, "abc", &helper), 0);
	undead = helper.child;
	close(helper.socket_fd);
	helpers = (struct helpers){.n_ended = HELPERS_MAX};
	for (int i = 0; i < HELPERS_MAX; i++)
		helpers.ended[i] = undead;
	assert_int_equal(helper_start(&helpers, SECOND, send_it, "abc", &helper), -EAGAIN);
	assert_int_equal(helpers.n_ended, HELPERS_MAX);
	assert_int_equal(kill(undead, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)undead, &(siginfo_t){}, WEXITED | WNOWAIT), 0);
	assert_int_equal(helper_start(&helpers, SECOND, send_it, "abc", &helper), 0);
	assert_int_equal(helpers.n_ended, 0);
	helper_end(&helpers, &helper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_not_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
