// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asks for links, addresses and namespace numbers, and makes lists of the answers. Reading a reply
 * whole is netlink.c's business, reading a message rtnl_parse.c's, choosing the callers'.
 */
#include "lib/rtnl.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* They follow each other within milliseconds: a host that keeps changing will not calm down. */
#define MAX_DUMP_ATTEMPTS 16

/* Room for a header, its family's header and two attributes. */
#define REQUEST_BYTES 128

union request {
	struct nlmsghdr header;
	char bytes[REQUEST_BYTES];
};

/* A growing array of equal items, filled message by message. */
struct collector {
	void *items;
	size_t item_bytes;
	size_t n;
	size_t n_allocated;
	int (*parse)(const struct nlmsghdr *message, void *item); /* 1: nothing to collect */
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
	return r < 0 ? r : 0;
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

static void put_kind(struct nlmsghdr *header, const char *kind)
{
	struct nlattr *info = mnl_attr_nest_start(header, IFLA_LINKINFO);

	mnl_attr_put_strz(header, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(header, info);
}

int rtnl_dump_links_of(struct netlink *nl, int netnsid, const char *kind, struct rtnl_links *ret)
{
	struct collector collector = {.item_bytes = sizeof(*ret->items), .parse = parse_link_item};
	union request request;
	struct nlmsghdr *header = link_request(&request, NLM_F_DUMP);
	int r;

	if (netnsid != RTNL_NO_NETNSID)
		mnl_attr_put_u32(header, IFLA_TARGET_NETNSID, (uint32_t)netnsid);
	if (kind)
		put_kind(header, kind);
	r = dump(nl, header, &collector);
	if (r < 0)
		return r;
	*ret = (struct rtnl_links){.items = collector.items, .n = collector.n};
	return 0;
}

int rtnl_dump_links(struct netlink *nl, struct rtnl_links *ret)
{
	return rtnl_dump_links_of(nl, RTNL_NO_NETNSID, NULL, ret);
}

/* Asked for all families, the kernel also tells of Phonet and MCTP. */
static int parse_address_item(const struct nlmsghdr *message, void *item)
{
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);

	if (mnl_nlmsg_get_payload_len(message) >= sizeof(*header) &&
	    header->ifa_family != AF_INET && header->ifa_family != AF_INET6)
		return 1;
	return rtnl_parse_address(message, item);
}

int rtnl_dump_addresses_of(struct netlink *nl, int netnsid, int ifindex, int family,
			   struct rtnl_addresses *ret)
{
	struct collector collector = {.item_bytes = sizeof(*ret->items),
				      .parse = parse_address_item};
	union request request;
	struct nlmsghdr *header = begin_request(&request, RTM_GETADDR, NLM_F_DUMP);
	struct ifaddrmsg *filter = mnl_nlmsg_put_extra_header(header, sizeof(*filter));
	int r;

	filter->ifa_family = (uint8_t)family;
	filter->ifa_index = (unsigned int)ifindex;
	if (netnsid != RTNL_NO_NETNSID)
		mnl_attr_put_u32(header, IFA_TARGET_NETNSID, (uint32_t)netnsid);
	r = dump(nl, header, &collector);
	if (r < 0)
		return r;
	*ret = (struct rtnl_addresses){.items = collector.items, .n = collector.n};
	return 0;
}

int rtnl_dump_addresses(struct netlink *nl, int family, struct rtnl_addresses *ret)
{
	return rtnl_dump_addresses_of(nl, RTNL_NO_NETNSID, 0, family, ret);
}

static int parse_netnsid_item(const struct nlmsghdr *message, void *item)
{
	return rtnl_parse_netnsid(message, item);
}

int rtnl_set_netnsid(struct netlink *nl, int netns_fd, int netnsid)
{
	union request request;
	struct nlmsghdr *header = begin_request(&request, RTM_NEWNSID, NLM_F_ACK);

	mnl_nlmsg_put_extra_header(header, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(header, NETNSA_FD, (uint32_t)netns_fd);
	mnl_attr_put_u32(header, NETNSA_NSID, (uint32_t)netnsid);
	return netlink_request(nl, header, NULL, NULL);
}

int rtnl_get_netnsid(struct netlink *nl, int netns_fd, int *ret)
{
	union request request;
	struct nlmsghdr *header = begin_request(&request, RTM_GETNSID, 0);
	int netnsid = RTNL_NO_NETNSID;
	int r;

	mnl_nlmsg_put_extra_header(header, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(header, NETNSA_FD, (uint32_t)netns_fd);
	r = netlink_request(nl, header, parse_netnsid_item, &netnsid);
	if (r < 0)
		return r;
	*ret = netnsid;
	return 0;
}
