// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A network namespace's inode comes from its file in /proc, its cookie from any socket made in it.
 */
#include "lab/identity.h"

#include <asm/socket.h>
#include <sys/socket.h>
#include <sys/stat.h>

static int read_cookie(uint64_t *ret)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(*ret);

	if (fd < 0)
		return -errno;
	if (getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, ret, &size) < 0)
		return -errno;
	return 0;
}

int identity_of_netns(struct lab_netns *ret)
{
	struct lab_netns netns = {0};
	struct stat status;
	int r;

	if (stat("/proc/thread-self/ns/net", &status) < 0)
		return -errno;
	netns.ino = status.st_ino;
	r = read_cookie(&netns.cookie);
	if (r < 0 && r != -ENOPROTOOPT)
		return r;
	*ret = netns;
	return 0;
}
