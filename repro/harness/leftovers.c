// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looks through /proc and the links of the caller's network namespace. Changes nothing itself.
 */
#include "harness/leftovers.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "lab/identity.h"
#include "lib/parse.h"
#include "lib/rtnl.h"

/* The next process in /proc, or 0 at the end. */
static pid_t next_process(DIR *proc)
{
	const struct dirent *entry;
	uint64_t tgid;

	while ((entry = readdir(proc))) {
		if (parse_u64(entry->d_name, 1, INT32_MAX, &tgid) == 0)
			return (pid_t)tgid;
	}
	return 0;
}

static ssize_t read_stat(pid_t tgid, char *text, size_t size)
{
	_cleanup_close_ int fd = -1;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/stat", tgid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : read(fd, text, size);
}

/* 0 for a process that is gone or is only waiting to be reaped. */
static pid_t parent_of(pid_t tgid)
{
	char text[512], state;
	ssize_t n_bytes = read_stat(tgid, text, sizeof(text) - 1);
	const char *after_comm;
	int parent_tgid;

	if (n_bytes <= 0)
		return 0;
	text[n_bytes] = '\0';
	/* The command name before is hostile text; only its last parenthesis is the kernel's. */
	after_comm = strrchr(text, ')');
	if (!after_comm || sscanf(after_comm, ") %c %d", &state, &parent_tgid) != 2 || state == 'Z')
		return 0;
	return parent_tgid;
}

unsigned int leftovers_children(pid_t except_tgid, void (*act)(pid_t tgid))
{
	_cleanup_closedir_ DIR *proc = opendir("/proc");
	unsigned int n = 0;
	pid_t tgid;

	while (proc && (tgid = next_process(proc))) {
		if (tgid == except_tgid || parent_of(tgid) != getpid())
			continue;
		n++;
		if (act)
			act(tgid);
	}
	return n;
}

_Noreturn static void compare_cookie(const char *netns_path, uint64_t cookie)
{
	_cleanup_close_ int netns_fd = open(netns_path, O_RDONLY | O_CLOEXEC);
	struct lab_netns netns;

	if (netns_fd < 0 || setns(netns_fd, CLONE_NEWNET) < 0 || identity_of_netns(&netns) < 0)
		_exit(EXIT_FAILURE);
	_exit(netns.cookie == cookie ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* A cookie is read from inside, so a child goes there. */
static bool has_cookie(const char *netns_path, uint64_t cookie)
{
	int wait_status;
	pid_t tgid;

	tgid = fork();
	if (tgid == 0)
		compare_cookie(netns_path, cookie);
	return tgid < 0 || waitpid(tgid, &wait_status, 0) < 0 || wait_status == 0;
}

/* The inode alone may be that of a namespace made since. */
static bool is_same_netns(const char *netns_path, uint64_t ino, const struct lab_netns *netns)
{
	if (ino != netns->ino)
		return false;
	return !netns->cookie || has_cookie(netns_path, netns->cookie);
}

/* Index of the lab's namespace the process is in: a container's, n_containers for the host's, or
 * more for none. */
static unsigned int find_netns(const struct lab *lab, pid_t tgid)
{
	struct stat status;
	char path[64];
	unsigned int i;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", tgid);
	if (stat(path, &status) < 0)
		return UINT_MAX;
	for (i = 0; i < lab->n_containers; i++) {
		if (is_same_netns(path, status.st_ino, &lab->containers[i].netns))
			return i;
	}
	/* Of a lab on the machine itself, that is none: no inode has the number 0. */
	return is_same_netns(path, status.st_ino, &lab->host_netns) ? i : UINT_MAX;
}

unsigned int leftovers_netns(const struct lab *lab)
{
	_cleanup_closedir_ DIR *proc = opendir("/proc");
	_cleanup_free_ bool *is_there = calloc(lab->n_containers + 1, sizeof(*is_there));
	unsigned int i, n = 0;
	pid_t tgid;

	if (!is_there)
		return 0;
	while (proc && (tgid = next_process(proc))) {
		i = find_netns(lab, tgid);
		if (i > lab->n_containers || is_there[i])
			continue;
		is_there[i] = true;
		n++;
	}
	return n;
}

int leftovers_links(unsigned int *ret)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	unsigned int n = 0;
	size_t i;
	int r;

	r = netlink_open(&nl);
	if (r < 0)
		return r;
	r = rtnl_dump_links(nl, &links);
	if (r < 0)
		return r;
	for (i = 0; i < links.n; i++)
		n += !strcmp(links.items[i].name, LAB_BRIDGE) ||
		     !strncmp(links.items[i].name, LAB_PORT_PREFIX, strlen(LAB_PORT_PREFIX));
	*ret = n;
	return 0;
}
