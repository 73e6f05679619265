// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prints the cookie of the network namespace it is in, as a socket tells it, or `null` on kernels
 * whose sockets do not: those before 5.14.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/socket.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

int main(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	uint64_t cookie;
	socklen_t size = sizeof(cookie);

	if (!getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size))
		printf("%" PRIu64 "\n", cookie);
	else if (errno == ENOPROTOOPT)
		puts("null");
	else
		return 1;
	return 0;
}
