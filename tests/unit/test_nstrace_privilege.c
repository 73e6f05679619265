// SPDX-License-Identifier: GPL-2.0-or-later
/* What is missing for tracing, and becoming the user who called sudo. */
#include "nstrace_capture.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "nstrace/privilege.h"

static void assert_missing(cap_t capabilities, bool is_root, const char *expected)
{
	char names[PRIVILEGE_NAMES_MAX] = "";
	bool is_missing = privilege_is_missing(capabilities, is_root, names);

	assert_string_equal(names, expected);
	assert_int_equal(is_missing, *expected != '\0');
}

static void test_missing(void **state)
{
	static const struct {
		const char *capabilities;
		const char *of_root; /* what is missing; "": nothing */
		const char *of_others;
	} table[] = {
		{"=", "CAP_BPF, CAP_PERFMON", "CAP_BPF, CAP_PERFMON, CAP_DAC_READ_SEARCH"},
		{"cap_bpf,cap_perfmon=p", "CAP_BPF, CAP_PERFMON",
		 "CAP_BPF, CAP_PERFMON, CAP_DAC_READ_SEARCH"},
		{"cap_bpf=ep", "CAP_PERFMON", "CAP_PERFMON, CAP_DAC_READ_SEARCH"},
		{"cap_perfmon=ep", "CAP_BPF", "CAP_BPF, CAP_DAC_READ_SEARCH"},
		{"cap_bpf,cap_perfmon=ep", "", "CAP_DAC_READ_SEARCH"},
		{"cap_bpf,cap_perfmon,cap_dac_read_search=ep", "", ""},
		{"cap_sys_admin=ep", "", "CAP_DAC_READ_SEARCH"},
		{"cap_sys_admin,cap_dac_override=ep", "", ""},
		{"=ep cap_sys_admin-ep", "", ""},
		{"=ep cap_sys_admin,cap_bpf-ep", "CAP_BPF", "CAP_BPF"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		cap_t capabilities = cap_from_text(table[i].capabilities);

		print_message("%s\n", table[i].capabilities);
		assert_non_null(capabilities);
		assert_missing(capabilities, true, table[i].of_root);
		assert_missing(capabilities, false, table[i].of_others);
		cap_free(capabilities);
	}
}

/* Run in a child, which may change itself for good. Returns its exit status. */
static int in_child(int (*function)(void))
{
	int status;
	pid_t tgid = fork();

	assert_return_code(tgid, errno);
	if (tgid == 0)
		_exit(function());
	assert_int_equal(waitpid(tgid, &status, 0), tgid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int check_without_capabilities(void)
{
	cap_t none = cap_init();
	int r = cap_set_proc(none);

	cap_free(none);
	return r || privilege_check() != -EPERM;
}

static void test_check_tells_what_is_missing(void **state)
{
	struct capture capture = capture_begin();
	int status = in_child(check_without_capabilities);
	char message[512];

	(void)state;
	capture_end(&capture, message, sizeof(message));
	assert_int_equal(status, 0);
	assert_string_equal(message, geteuid() ? "nstrace: missing CAP_BPF, CAP_PERFMON, "
						 "CAP_DAC_READ_SEARCH: run nstrace as root, "
						 "e.g. with sudo\n"
					       : "nstrace: missing CAP_BPF, CAP_PERFMON: run "
						 "nstrace as root, e.g. with sudo\n");
}

#define CANNOT_TEST 77

static int check_in_userns(void)
{
	if (unshare(CLONE_NEWUSER))
		return CANNOT_TEST;
	return privilege_check() != -EPERM;
}

/* There even root, with every capability, cannot trace. */
static void test_check_in_userns(void **state)
{
	struct capture capture = capture_begin();
	int status = in_child(check_in_userns);
	char message[512];

	(void)state;
	capture_end(&capture, message, sizeof(message));
	if (status == CANNOT_TEST) {
		print_message("skipped: needs a user namespace\n");
		skip();
	}
	assert_int_equal(status, 0);
	assert_non_null(strstr(message, "cannot trace from inside a user namespace"));
}

static int check_nothing_changes(void)
{
	uid_t uid = geteuid();

	unsetenv("SUDO_UID");
	return privilege_drop_to_caller() || geteuid() != uid;
}

/* SUDO_UID is a word that anybody can set: it takes privileges away, and gives none. */
static int check_only_root_changes(void)
{
	if (!geteuid() && setuid(65534))
		return 1;
	setenv("SUDO_UID", "1", 1);
	setenv("SUDO_GID", "1", 1);
	return privilege_drop_to_caller() || geteuid() == 1;
}

static void test_without_sudo(void **state)
{
	(void)state;
	assert_int_equal(in_child(check_only_root_changes), 0);
	assert_int_equal(in_child(check_nothing_changes), 0);
}

static bool has_value(const char *variable, const char *expected)
{
	return !strcmp(getenv(variable), expected);
}

static int check_becomes_nobody(void)
{
	const struct passwd *nobody = getpwnam("nobody");
	char uid[16], gid[16];
	uid_t real_uid, uid_now, saved_uid;
	gid_t group;

	snprintf(uid, sizeof(uid), "%u", nobody->pw_uid);
	snprintf(gid, sizeof(gid), "%u", nobody->pw_gid);
	setenv("SUDO_UID", uid, 1);
	setenv("SUDO_GID", gid, 1);
	setenv("HOME", "/root", 1);
	if (privilege_drop_to_caller())
		return 1;
	getresuid(&real_uid, &uid_now, &saved_uid);
	if (real_uid != nobody->pw_uid || uid_now != real_uid || saved_uid != real_uid)
		return 2;
	if (getgid() != nobody->pw_gid || getegid() != nobody->pw_gid)
		return 3;
	if (getgroups(1, &group) != 1 || group != nobody->pw_gid)
		return 4;
	if (!setuid(0) || !setgid(0))
		return 5;
	return has_value("HOME", nobody->pw_dir) && has_value("USER", "nobody") &&
			       has_value("LOGNAME", "nobody")
		       ? 0
		       : 6;
}

static int check_becomes_user_without_entry(void)
{
	setenv("SUDO_UID", "4000000001", 1);
	setenv("SUDO_GID", "4000000002", 1);
	if (privilege_drop_to_caller())
		return 1;
	return geteuid() != 4000000001 || getegid() != 4000000002;
}

static int check_refuses_nonsense(void)
{
	static const char *const ids[] = {"", "-1", "1x", "4294967295"};

	setenv("SUDO_GID", "1", 1);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		setenv("SUDO_UID", ids[i], 1);
		if (privilege_drop_to_caller() >= 0)
			return 1;
	}
	setenv("SUDO_UID", "1", 1);
	unsetenv("SUDO_GID");
	return privilege_drop_to_caller() >= 0 || geteuid() != 0;
}

static void test_sudo(void **state)
{
	(void)state;
	if (geteuid() || !getpwnam("nobody")) {
		print_message("skipped: needs root and a user nobody\n");
		skip();
	}
	assert_int_equal(in_child(check_becomes_nobody), 0);
	assert_int_equal(in_child(check_becomes_user_without_entry), 0);
	assert_int_equal(in_child(check_refuses_nonsense), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_check_tells_what_is_missing),
		cmocka_unit_test(test_check_in_userns),
		cmocka_unit_test(test_without_sudo),
		cmocka_unit_test(test_sudo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
