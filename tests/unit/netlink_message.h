/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Netlink messages made by hand, for the tests of their readers. */
#ifndef TESTS_NETLINK_MESSAGE_H
#define TESTS_NETLINK_MESSAGE_H

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* Room for one. */
union message {
	struct nlmsghdr header;
	char bytes[1024];
};

static inline struct nlmsghdr *begin(union message *message, int type, size_t header_bytes)
{
	struct nlmsghdr *header;

	memset(message, 0, sizeof(*message));
	header = mnl_nlmsg_put_header(message->bytes);
	header->nlmsg_type = (uint16_t)type;
	mnl_nlmsg_put_extra_header(header, header_bytes);
	return header;
}

static inline struct nlmsghdr *begin_link(union message *message, int ifindex)
{
	struct nlmsghdr *header = begin(message, RTM_NEWLINK, sizeof(struct ifinfomsg));

	((struct ifinfomsg *)mnl_nlmsg_get_payload(header))->ifi_index = ifindex;
	return header;
}

#endif
