// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/netns_cookie.h"

#include <sys/socket.h>

#include "lib/cleanup.h"

#ifndef SO_NETNS_COOKIE /* since Linux 5.14 */
#define SO_NETNS_COOKIE 71
#endif

uint64_t netns_own_cookie(void)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(uint64_t);
	uint64_t cookie = 0;

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) < 0)
		return 0;
	return cookie;
}
