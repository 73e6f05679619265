// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel decides; this only foresees its answer, to say what is missing before anything has
 * been started. Giving up privileges is for good and happens in the child that becomes the command.
 */
#include "nstrace/privilege.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/log.h"
#include "lib/parse.h"

/* The numbers of the namespaces that the machine started with, which the kernel fixes
 * (PROC_…_INIT_INO). */
#define INITIAL_TIMENS_INO 0xEFFFFFFAU
#define INITIAL_PIDNS_INO  0xEFFFFFFCU
#define INITIAL_USERNS_INO 0xEFFFFFFDU

static bool has(cap_t capabilities, cap_value_t capability)
{
	cap_flag_value_t value = CAP_CLEAR;

	return !cap_get_flag(capabilities, capability, CAP_EFFECTIVE, &value) && value == CAP_SET;
}

bool privilege_is_missing(cap_t capabilities, bool is_root, char ret_names[PRIVILEGE_NAMES_MAX])
{
	const struct {
		const char *name;
		bool is_there;
	} needed[] = {
		{"CAP_BPF", has(capabilities, CAP_BPF) || has(capabilities, CAP_SYS_ADMIN)},
		{"CAP_PERFMON", has(capabilities, CAP_PERFMON) || has(capabilities, CAP_SYS_ADMIN)},
		/* The numbers of tracepoints are in tracefs, which is root's alone. */
		{"CAP_DAC_READ_SEARCH", is_root || has(capabilities, CAP_DAC_READ_SEARCH) ||
						has(capabilities, CAP_DAC_OVERRIDE)},
	};
	char names[PRIVILEGE_NAMES_MAX] = "";

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!needed[i].is_there)
			strcat(strcat(names, *names ? ", " : ""), needed[i].name);
	if (!*names)
		return false;
	strcpy(ret_names, names);
	return true;
}

static bool is_initial(const char *path, ino_t ino)
{
	struct stat st;

	return stat(path, &st) || st.st_ino == ino;
}

bool privilege_knows_ids(void)
{
	return is_initial("/proc/self/ns/pid", INITIAL_PIDNS_INO);
}

int privilege_check_place(void)
{
	if (!privilege_knows_ids())
		log_error("cannot trace from inside a pid namespace, where processes have other "
			  "ids than the kernel tells: run nstrace outside of it");
	else if (!is_initial("/proc/self/ns/time", INITIAL_TIMENS_INO))
		log_error("cannot trace from inside a time namespace, where the clock is not the "
			  "one that the kernel tells: run nstrace outside of it");
	else
		return 0;
	return -EXDEV;
}

int privilege_check(void)
{
	cap_t capabilities = cap_get_proc();
	char names[PRIVILEGE_NAMES_MAX];
	bool is_missing;

	if (!capabilities)
		return log_errno(errno, "cannot find out what this process may do");
	is_missing = privilege_is_missing(capabilities, geteuid() == 0, names);
	cap_free(capabilities);
	if (is_missing)
		log_error("missing %s: run nstrace as root, e.g. with sudo", names);
	else if (!is_initial("/proc/self/ns/user", INITIAL_USERNS_INO))
		/* Capabilities count for nothing there when it comes to BPF, even root's. */
		log_error("cannot trace from inside a user namespace, whatever its capabilities: "
			  "run nstrace outside of it");
	else
		return 0;
	return -EPERM;
}

static int read_id(const char *variable, unsigned int *ret)
{
	const char *text = getenv(variable);
	uint64_t id;
	int r;

	if (!text)
		return -ENOENT;
	r = parse_u64(text, 0, UINT32_MAX - 1, &id); /* the last one means "no change" */
	if (r < 0)
		return r;
	*ret = (unsigned int)id;
	return 0;
}

/* Groups first and the user last: after that the rest would not be allowed. */
static int become(uid_t uid, gid_t gid, const struct passwd *user)
{
	if (user ? initgroups(user->pw_name, gid) : setgroups(1, &gid))
		return -errno;
	if (setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		return -errno;
	return 0;
}

static int set_environment(const struct passwd *user)
{
	if (setenv("HOME", user->pw_dir, 1) || setenv("USER", user->pw_name, 1) ||
	    setenv("LOGNAME", user->pw_name, 1))
		return -errno;
	return 0;
}

int privilege_drop_to_caller(void)
{
	const struct passwd *user;
	unsigned int uid, gid;
	int r;

	if (geteuid() || !getenv("SUDO_UID"))
		return 0;
	r = read_id("SUDO_UID", &uid);
	if (r >= 0)
		r = read_id("SUDO_GID", &gid);
	if (r < 0)
		return r;
	user = getpwuid(uid); /* a user without an entry has only his numbers */
	r = become(uid, gid, user);
	if (r < 0 || !user)
		return r;
	return set_environment(user);
}
