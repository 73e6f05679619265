// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens network namespaces so that the descriptor is of the one that was meant. Process numbers are
 * reused: the process is pinned first and found alive last, so what was opened between is its own.
 */
#include "lib/netns.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define NETNS_RUN_DIR "/run/netns"

static int open_readonly(const char *path, int *ret_fd)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

/* Without opening what is none: to open a device may act. */
static int open_namespace(const char *path, int *ret_fd)
{
	_cleanup_close_ int path_fd = open(path, O_PATH | O_CLOEXEC);
	struct statfs status;
	char again[64];

	if (path_fd < 0 || fstatfs(path_fd, &status) < 0)
		return -errno;
	if (status.f_type != NSFS_MAGIC)
		return -EINVAL;
	snprintf(again, sizeof(again), "/proc/self/fd/%d", path_fd);
	return open_readonly(again, ret_fd);
}

/* The number of a thread that is no process gives EINVAL or, from newer kernels, ENOENT. */
static int pin_process(pid_t tgid, int *ret_pidfd)
{
	int pidfd = pidfd_open(tgid, 0);

	if (pidfd < 0)
		return errno == EINVAL || errno == ENOENT ? -ESRCH : -errno;
	*ret_pidfd = pidfd;
	return 0;
}

static bool has_ended(int pidfd)
{
	struct pollfd poll_fd = {.fd = pidfd, .events = POLLIN};

	return poll(&poll_fd, 1, 0) != 0;
}

int netns_open_process(pid_t tgid, int *ret_fd)
{
	_cleanup_close_ int pidfd = -1;
	char path[64];
	int netns_fd = -1;
	int r;

	r = pin_process(tgid, &pidfd);
	if (r < 0)
		return r;
	snprintf(path, sizeof(path), "/proc/%d/ns/net", tgid);
	r = open_readonly(path, &netns_fd);
	if (r == -ENOENT) /* its directory is gone, or it is a zombie and has no namespaces */
		return -ESRCH;
	if (r < 0)
		return r;
	if (has_ended(pidfd)) {
		safe_close(netns_fd);
		return -ESRCH;
	}
	*ret_fd = netns_fd;
	return 0;
}

int netns_open_own(int *ret_fd)
{
	return open_readonly("/proc/thread-self/ns/net", ret_fd);
}

int netns_open_path(const char *path_or_name, int *ret_fd)
{
	const char *directory = strchr(path_or_name, '/') ? "" : NETNS_RUN_DIR "/";
	char path[PATH_MAX];
	int netns_fd = -1;
	int r;

	r = snprintf(path, sizeof(path), "%s%s", directory, path_or_name);
	if (r >= (int)sizeof(path))
		return -ENAMETOOLONG;
	r = open_namespace(path, &netns_fd);
	if (r < 0)
		return r;
	if (ioctl(netns_fd, NS_GET_NSTYPE) != CLONE_NEWNET) {
		safe_close(netns_fd);
		return -EINVAL;
	}
	*ret_fd = netns_fd;
	return 0;
}

int netns_identify(int netns_fd, struct netns_identity *ret)
{
	struct stat status;

	if (fstat(netns_fd, &status) < 0)
		return -errno;
	*ret = (struct netns_identity){.device = status.st_dev, .inode = status.st_ino};
	return 0;
}

bool netns_same(struct netns_identity a, struct netns_identity b)
{
	return a.device == b.device && a.inode == b.inode;
}
