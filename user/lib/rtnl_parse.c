// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What links and addresses look like as netlink messages. Bytes in, structs out: no socket. Every
 * attribute is checked for its length before it is read, and a message that was cut is an error.
 */
#include "lib/rtnl.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* Finds the attributes of types below n_types; the rest are newer than this code and skipped. A
 * part that is no attribute means a message that was cut. */
static int index_attributes(const void *first, size_t n_bytes, const struct nlattr **by_type,
			    size_t n_types)
{
	const struct nlattr *attribute = first;
	int n_left = (int)n_bytes;

	memset(by_type, 0, n_types * sizeof(*by_type));
	while (mnl_attr_ok(attribute, n_left)) {
		if (mnl_attr_get_type(attribute) < n_types)
			by_type[mnl_attr_get_type(attribute)] = attribute;
		n_left -= MNL_ALIGN(mnl_attr_get_len(attribute));
		attribute = mnl_attr_next(attribute);
	}
	return n_left > 0 ? -EBADMSG : 0;
}

/* The same for a message, behind a family header of header_bytes. */
static int index_message(const struct nlmsghdr *message, int type, size_t header_bytes,
			 const struct nlattr **by_type, size_t n_types)
{
	size_t payload_bytes = mnl_nlmsg_get_payload_len(message);
	size_t offset = MNL_ALIGN(header_bytes);

	if (message->nlmsg_type != type || payload_bytes < offset)
		return -EBADMSG;
	return index_attributes(mnl_nlmsg_get_payload_offset(message, header_bytes),
				payload_bytes - offset, by_type, n_types);
}

static int get_i32(const struct nlattr *attribute, int *value)
{
	if (!attribute)
		return 0;
	if (mnl_attr_get_payload_len(attribute) != sizeof(*value))
		return -EBADMSG;
	*value = (int)mnl_attr_get_u32(attribute);
	return 0;
}

/* With or without its NUL in the message; one longer than size - 1 bytes is cut. */
static void get_string(const struct nlattr *attribute, char *out, size_t size)
{
	size_t length;

	if (!attribute)
		return;
	length = strnlen(mnl_attr_get_payload(attribute), mnl_attr_get_payload_len(attribute));
	if (length >= size)
		length = size - 1;
	memcpy(out, mnl_attr_get_payload(attribute), length);
	out[length] = '\0';
}

static int get_kind(const struct nlattr *info, struct rtnl_link *link)
{
	const struct nlattr *by_type[IFLA_INFO_KIND + 1];
	int r;

	if (!info)
		return 0;
	r = index_attributes(mnl_attr_get_payload(info), mnl_attr_get_payload_len(info), by_type,
			     IFLA_INFO_KIND + 1);
	if (r < 0)
		return r;
	get_string(by_type[IFLA_INFO_KIND], link->kind, sizeof(link->kind));
	return 0;
}

static int get_u8(const struct nlattr *attribute, unsigned char *value)
{
	if (!attribute)
		return 0;
	if (mnl_attr_get_payload_len(attribute) != sizeof(*value))
		return -EBADMSG;
	*value = mnl_attr_get_u8(attribute);
	return 0;
}

static int get_numbers(const struct nlattr **by_type, struct rtnl_link *link)
{
	int r;

	r = get_i32(by_type[IFLA_LINK], &link->link);
	if (r == 0)
		r = get_i32(by_type[IFLA_LINK_NETNSID], &link->link_netnsid);
	if (r == 0)
		r = get_i32(by_type[IFLA_MASTER], &link->master);
	if (r == 0)
		r = get_u8(by_type[IFLA_OPERSTATE], &link->operstate);
	return r;
}

int rtnl_parse_link(const struct nlmsghdr *message, struct rtnl_link *ret)
{
	struct rtnl_link link = {.link_netnsid = RTNL_NO_NETNSID};
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *by_type[IFLA_MAX + 1];
	const struct nlattr *mac;
	int r;

	r = index_message(message, RTM_NEWLINK, sizeof(*header), by_type, IFLA_MAX + 1);
	if (r == 0)
		r = get_numbers(by_type, &link);
	if (r == 0)
		r = get_kind(by_type[IFLA_LINKINFO], &link);
	if (r < 0)
		return r;
	link.ifindex = header->ifi_index;
	get_string(by_type[IFLA_IFNAME], link.name, sizeof(link.name));
	mac = by_type[IFLA_ADDRESS];
	if (mac && mnl_attr_get_payload_len(mac) == sizeof(link.mac))
		memcpy(link.mac, mnl_attr_get_payload(mac), sizeof(link.mac));
	*ret = link;
	return 0;
}

static size_t family_address_bytes(int family)
{
	switch (family) {
	case AF_INET:
		return sizeof(struct in_addr);
	case AF_INET6:
		return sizeof(struct in6_addr);
	}
	return 0;
}

/* On a point-to-point link IFA_ADDRESS is the other end's; IFA_LOCAL, where present, is ours. */
int rtnl_parse_address(const struct nlmsghdr *message, struct rtnl_address *ret)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	const struct nlattr *by_type[IFA_MAX + 1];
	const struct nlattr *address;
	size_t n_bytes;
	int r;

	r = index_message(message, RTM_NEWADDR, sizeof(*header), by_type, IFA_MAX + 1);
	if (r < 0)
		return r;
	address = by_type[IFA_LOCAL] ? by_type[IFA_LOCAL] : by_type[IFA_ADDRESS];
	n_bytes = family_address_bytes(header->ifa_family);
	if (!address || !n_bytes || mnl_attr_get_payload_len(address) != n_bytes ||
	    header->ifa_prefixlen > 8 * n_bytes)
		return -EBADMSG;
	*ret = (struct rtnl_address){.ifindex = (int)header->ifa_index,
				     .family = header->ifa_family,
				     .prefix_length = header->ifa_prefixlen};
	memcpy(&ret->in6, mnl_attr_get_payload(address), n_bytes);
	return 0;
}

int rtnl_parse_netnsid(const struct nlmsghdr *message, int *ret)
{
	const struct nlattr *by_type[NETNSA_NSID + 1];
	int r;

	r = index_message(message, RTM_NEWNSID, sizeof(struct rtgenmsg), by_type, NETNSA_NSID + 1);
	if (r < 0)
		return r;
	return by_type[NETNSA_NSID] ? get_i32(by_type[NETNSA_NSID], ret) : -EBADMSG;
}
