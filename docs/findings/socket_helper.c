// SPDX-License-Identifier: GPL-2.0-or-later
/* No thread is ever away: a helper, forked before there are threads, opens sockets elsewhere. */
#define _GNU_SOURCE
#include <err.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	struct cmsghdr header; /* for its alignment */
	char space[CMSG_SPACE(sizeof(int))];
};

static int send_fd(int channel_fd, int fd)
{
	char byte = 0;
	union control control = {};
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	return sendmsg(channel_fd, &message, 0) == 1 ? 0 : -1;
}

static int receive_fd(int channel_fd)
{
	char byte;
	int fd = -1;
	union control control = {};
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};

	if (recvmsg(channel_fd, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

/* A socket in a namespace of its own, or -1. For setns, the helper would open the namespace. */
static int socket_from_there(void)
{
	int channel_fds[2], fd;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel_fds))
		return -1;
	switch (fork()) {
	case -1:
		return -1;
	case 0:
		if (unshare(CLONE_NEWNET))
			_exit(1);
		fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		_exit(fd < 0 || send_fd(channel_fds[1], fd) ? 1 : 0);
	}
	close(channel_fds[1]); /* so that a helper that fails is seen as the channel's end */
	fd = receive_fd(channel_fds[0]);
	close(channel_fds[0]);
	return fd;
}

static void *work(void *netns_socket)
{
	struct ifreq link = {.ifr_name = "lo"};

	if (ioctl(*(int *)netns_socket, SIOCGIFFLAGS, &link))
		err(1, "cannot ask");
	printf("lo is %s there\n", link.ifr_flags & IFF_UP ? "up" : "down");
	return NULL;
}

int main(void)
{
	int netns_socket = socket_from_there();
	pthread_t worker;

	if (netns_socket < 0)
		errx(1, "no socket");
	if (pthread_create(&worker, NULL, work, &netns_socket))
		errx(1, "cannot make a thread");
	pthread_join(worker, NULL);
}
