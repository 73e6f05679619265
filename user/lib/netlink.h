/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rtnetlink socket that gives whole replies or an error, never a part of one. */
#ifndef LIB_NETLINK_H
#define LIB_NETLINK_H

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include "lib/cleanup.h"

struct netlink;

/* Opens a socket in the network namespace of the calling thread, where it stays whatever the thread
 * does later. Not to be shared by threads. */
int netlink_open(struct netlink **ret) warn_unused_result_;
/* The same over a descriptor that is there already; owns fd on success. */
int netlink_open_fd(int fd, struct netlink **ret) warn_unused_result_;
/* Does the kernel heed what a dump is restricted to, or refuse it? Or else it may tell more, and
 * addresses of this namespace where those of another were asked for. */
bool netlink_is_strict(const struct netlink *nl);
void netlink_close(struct netlink *nl);

/* Called for each message of a reply. A negative errno fails the request, which still reads on. */
typedef int netlink_message_fn(const struct nlmsghdr *message, void *data);

/* Sends the request (this fills in its sequence number) and reads the reply to its end. 0, or:
 * -EAGAIN   the dump was interrupted by a change: what was seen is inconsistent, ask again;
 * -EBADMSG  a malformed reply, or one that just ends;
 * -ENOBUFS  the kernel dropped a part of it: close the socket, as after any error of receiving;
 * any other errno as the kernel or on_message() gave it. */
int netlink_request(struct netlink *nl, struct nlmsghdr *request, netlink_message_fn *on_message,
		    void *data) warn_unused_result_;

static inline void cleanup_netlink(struct netlink **nl)
{
	netlink_close(*nl);
}
#define _cleanup_netlink_ _cleanup_(cleanup_netlink)

#endif
