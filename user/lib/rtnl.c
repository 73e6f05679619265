// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What links and addresses look like as netlink messages, and how to ask for them. Every attribute
 * is checked for its length before it is read. Reading replies whole is netlink.c's; choosing among
 * links is the callers'.
 */
#include "lib/rtnl.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* Each repetition starts within a millisecond; a host that changes this often will not calm down.
 */
#define MAX_DUMP_ATTEMPTS 16

/* Room for a header, its family's header and two attributes. */
#define REQUEST_BYTES 128

union request {
	struct nlmsghdr header;
	char bytes[REQUEST_BYTES];
};

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

static int get_numbers(const struct nlattr **by_type, struct rtnl_link *link)
{
	int r;

	r = get_i32(by_type[IFLA_LINK], &link->link);
	if (r == 0)
		r = get_i32(by_type[IFLA_LINK_NETNSID], &link->link_netnsid);
	if (r == 0)
		r = get_i32(by_type[IFLA_MASTER], &link->master);
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

/* A growing array of equal items, filled message by message. */
struct collector {
	void *items;
	size_t item_bytes;
	size_t n;
	size_t n_allocated;
	int (*parse)(const struct nlmsghdr *message, void *item);
};

static int collect(const struct nlmsghdr *message, void *data)
{
	struct collector *collector = data;
	int r;

	if (collector->n == collector->n_allocated) {
		size_t n_allocated = collector->n_allocated ? 2 * collector->n_allocated : 16;
		void *items = reallocarray(collector->items, n_allocated, collector->item_bytes);

		if (!items)
			return -ENOMEM;
		collector->items = items;
		collector->n_allocated = n_allocated;
	}
	r = collector->parse(message,
			     (char *)collector->items + collector->n * collector->item_bytes);
	if (r == 0)
		collector->n++;
	return r;
}

/* What an interrupted dump brought is dropped, and the whole is asked for again. */
static int dump(struct netlink *nl, struct nlmsghdr *request, struct collector *collector)
{
	int n_attempts = 0;
	int r;

	do {
		collector->n = 0;
		r = netlink_request(nl, request, collect, collector);
	} while (r == -EAGAIN && ++n_attempts < MAX_DUMP_ATTEMPTS);
	if (r < 0)
		free(collector->items);
	return r;
}

static struct nlmsghdr *begin_request(union request *request, int type, int flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(request->bytes);

	header->nlmsg_type = (uint16_t)type;
	header->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	return header;
}

/* Statistics are most of a link message's bytes, and nobody here reads them. */
static struct nlmsghdr *link_request(union request *request, int flags)
{
	struct nlmsghdr *header = begin_request(request, RTM_GETLINK, flags);

	mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
	mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return header;
}

static int parse_link_item(const struct nlmsghdr *message, void *item)
{
	return rtnl_parse_link(message, item);
}

int rtnl_get_link(struct netlink *nl, const char *name, struct rtnl_link *ret)
{
	struct rtnl_link link = {0};
	union request request;
	struct nlmsghdr *header = link_request(&request, 0);
	int r;

	/* No link can have such a name; the kernel would call it out of range. */
	if (strlen(name) >= IFNAMSIZ)
		return -ENODEV;
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	r = netlink_request(nl, header, parse_link_item, &link);
	if (r < 0)
		return r;
	if (!link.ifindex)
		return -EBADMSG;
	*ret = link;
	return 0;
}

int rtnl_dump_links(struct netlink *nl, struct rtnl_links *ret)
{
	struct collector collector = {.item_bytes = sizeof(*ret->items), .parse = parse_link_item};
	union request request;
	int r;

	r = dump(nl, link_request(&request, NLM_F_DUMP), &collector);
	if (r < 0)
		return r;
	*ret = (struct rtnl_links){.items = collector.items, .n = collector.n};
	return 0;
}

static int parse_address_item(const struct nlmsghdr *message, void *item)
{
	return rtnl_parse_address(message, item);
}

int rtnl_dump_addresses(struct netlink *nl, int family, struct rtnl_addresses *ret)
{
	struct collector collector = {.item_bytes = sizeof(*ret->items),
				      .parse = parse_address_item};
	union request request;
	struct nlmsghdr *header = begin_request(&request, RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *filter = mnl_nlmsg_put_extra_header(header, sizeof(*filter));
	int r;

	filter->ifa_family = (uint8_t)family;
	r = dump(nl, header, &collector);
	if (r < 0)
		return r;
	*ret = (struct rtnl_addresses){.items = collector.items, .n = collector.n};
	return 0;
}

static int parse_netnsid(const struct nlmsghdr *message, void *data)
{
	const struct nlattr *by_type[NETNSA_NSID + 1];
	int r;

	r = index_message(message, RTM_NEWNSID, sizeof(struct rtgenmsg), by_type, NETNSA_NSID + 1);
	if (r < 0)
		return r;
	return by_type[NETNSA_NSID] ? get_i32(by_type[NETNSA_NSID], data) : -EBADMSG;
}

int rtnl_get_netnsid(struct netlink *nl, int netns_fd, int *ret)
{
	union request request;
	struct nlmsghdr *header = begin_request(&request, RTM_GETNSID, 0);
	int netnsid = RTNL_NO_NETNSID;
	int r;

	mnl_nlmsg_put_extra_header(header, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(header, NETNSA_FD, (uint32_t)netns_fd);
	r = netlink_request(nl, header, parse_netnsid, &netnsid);
	if (r < 0)
		return r;
	*ret = netnsid;
	return 0;
}
