// SPDX-License-Identifier: GPL-2.0-or-later
/* What a confined child still has. Run by root it has more to lose. */
#include "nstrace_capture.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/capability.h>
#include <sys/prctl.h>

#include "nstrace/confine.h"
#include "nstrace/helper.h"

#define FDS_MAX 64

struct left {
	int error;
	uid_t uids[3];
	gid_t gids[3];
	int n_groups;
	bool has_capabilities;
	bool is_open[FDS_MAX];
};

static bool has_capabilities(void)
{
	cap_t capabilities = cap_get_proc();
	bool has = true;

	if (capabilities)
		has = cap_compare(capabilities, cap_init()) != 0;
	return has;
}

static void send_what_is_left(int socket_fd, const void *userdata)
{
	int fds[] = {socket_fd, *(const int *)userdata};
	struct left left = {.error = confine_fds(fds, 2)};

	if (!left.error)
		left.error = confine_rights();
	for (int fd = 0; fd < FDS_MAX; fd++)
		left.is_open[fd] = fd != socket_fd && fcntl(fd, F_GETFD) >= 0;
	left.has_capabilities = has_capabilities();
	left.n_groups = getgroups(0, NULL);
	assert_int_equal(getresuid(&left.uids[0], &left.uids[1], &left.uids[2]), 0);
	assert_int_equal(getresgid(&left.gids[0], &left.gids[1], &left.gids[2]), 0);
	(void)!write(socket_fd, &left, sizeof(left));
}

/* As a user whose nstrace has file capabilities. */
static void send_as_capable_user(int socket_fd, const void *userdata)
{
	assert_int_equal(prctl(PR_SET_KEEPCAPS, 1), 0);
	assert_int_equal(setresuid(1, 1, 1), 0);
	send_what_is_left(socket_fd, userdata);
}

static void ask_what_is_left(helper_work_fn *work, int kept_fd, struct left *ret)
{
	struct helpers helpers = {};
	struct helper helper;

	assert_int_equal(helper_start(&helpers, 1000000000, work, &kept_fd, &helper), 0);
	assert_int_equal(helper_receive(&helper, ret, sizeof(*ret)), sizeof(*ret));
	helper_end(&helpers, &helper);
}

static void test_descriptors(void **state)
{
	int kept_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 20);
	int other_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 30);
	struct left left;

	(void)state;
	ask_what_is_left(send_what_is_left, kept_fd, &left);
	assert_int_equal(left.error, 0);
	for (int fd = 0; fd < FDS_MAX; fd++)
		assert_int_equal(left.is_open[fd], fd == kept_fd);
	close(kept_fd);
	close(other_fd);
}

static void test_rights(void **state)
{
	const gid_t group = 12;
	struct left left;

	(void)state;
	if (!geteuid())
		assert_int_equal(setgroups(1, &group), 0);
	ask_what_is_left(send_what_is_left, STDOUT_FILENO, &left);
	assert_int_equal(left.error, 0);
	assert_false(left.has_capabilities);
	if (geteuid())
		return;
	assert_int_equal(left.n_groups, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(left.uids[i], 65534);
		assert_int_equal(left.gids[i], 65534);
	}
}

static void test_capabilities(void **state)
{
	struct left left;

	(void)state;
	if (geteuid())
		skip();
	ask_what_is_left(send_as_capable_user, STDOUT_FILENO, &left);
	assert_int_equal(left.error, 0);
	assert_int_equal(left.uids[0], 1);
	assert_false(left.has_capabilities);
}

static void without_setuid(int socket_fd, const void *userdata)
{
	cap_t capabilities = cap_get_proc();
	int error;

	(void)userdata;
	assert_int_equal(cap_set_flag(capabilities, CAP_EFFECTIVE, 1, &(cap_value_t){CAP_SETUID},
				      CAP_CLEAR),
			 0);
	assert_int_equal(cap_set_proc(capabilities), 0);
	error = confine_rights();
	(void)!write(socket_fd, &error, sizeof(error));
}

static void test_refused(void **state)
{
	struct helpers helpers = {};
	struct helper helper;
	int error = 0;

	(void)state;
	if (geteuid())
		skip();
	assert_int_equal(helper_start(&helpers, 1000000000, without_setuid, NULL, &helper), 0);
	assert_int_equal(helper_receive(&helper, &error, sizeof(error)), sizeof(error));
	assert_int_equal(error, -EPERM);
	helper_end(&helpers, &helper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
