/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a lab's host and the process that started it say to each other: one struct a message, over a
 * SOCK_SEQPACKET pair. Both ends are the same program. */
#ifndef LAB_MESSAGE_H
#define LAB_MESSAGE_H

#include <errno.h>
#include <sys/socket.h>
#include "lab/lab.h"

enum message_type {
	MESSAGE_SAYS,	 /* `text`, for people */
	MESSAGE_STARTED, /* container `index` runs */
	MESSAGE_JOINED,	 /* it is on the bridge, if that was not so at once */
	MESSAGE_UP,	 /* all of them do; `netns` is the host's */
	MESSAGE_DIED,	 /* container `index` ended by itself */
	MESSAGE_FAILED,	 /* `error` in the step `text`; the lab comes down */
	MESSAGE_DOWN,	 /* nothing runs any more but what is `left` */
	MESSAGE_STOP,	 /* to the host, as the next one */
	MESSAGE_KEEP,	 /* go on without a starter */
};

struct message {
	enum message_type type;
	unsigned int index;
	struct lab_left left;
	int error;
	struct lab_container container;
	struct lab_netns netns;
	char text[LAB_FAILURE_BYTES];
};

/* 0 or negative errno; -EPIPE when the other end is gone. */
static inline int message_send(int fd, const struct message *message)
{
	return send(fd, message, sizeof(*message), MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* 0, -EAGAIN when there is none, -EPIPE when the other end is gone, or another negative errno. */
static inline int message_receive(int fd, struct message *ret)
{
	ssize_t n_bytes = recv(fd, ret, sizeof(*ret), MSG_DONTWAIT);

	if (n_bytes < 0)
		return errno == ECONNRESET ? -EPIPE : -errno;
	return n_bytes == sizeof(*ret) ? 0 : -EPIPE;
}

#endif
