// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rtnetlink requests, one a change: a veth pair is made with its names, its bridge and its other
 * namespace in a single message, so that no half of it is ever where it should not be.
 */
#include "lab/network.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>
#include "lab/lab.h"
#include "lib/rtnl.h"

#define BRIDGE_ADDRESS 0x0a200001 /* 10.32.0.1 */
#define REQUEST_BYTES  512	  /* the largest, for a veth pair, has some 150 */

struct request {
	char bytes[REQUEST_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct in_addr network_bridge_address(void)
{
	return (struct in_addr){.s_addr = htonl(BRIDGE_ADDRESS)};
}

struct in_addr network_address(unsigned int index)
{
	return (struct in_addr){.s_addr = htonl(BRIDGE_ADDRESS + 1 + index)};
}

static struct nlmsghdr *begin(struct request *request, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(request->bytes);

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return header;
}

/* IFF_UP is written only where `up` says so; no flag is ever cleared. */
static void put_link(struct nlmsghdr *header, int ifindex, bool up)
{
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(header, sizeof(*link));

	link->ifi_family = AF_UNSPEC;
	link->ifi_index = ifindex;
	link->ifi_flags = link->ifi_change = up ? IFF_UP : 0;
}

static int send_request(struct netlink *nl, struct nlmsghdr *header)
{
	return netlink_request(nl, header, NULL, NULL);
}

int network_set_up(struct netlink *nl, const char *name, int *ret_ifindex)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_NEWLINK, 0);
	struct rtnl_link link;
	int r;

	r = rtnl_get_link(nl, name, &link);
	if (r < 0)
		return r;
	put_link(header, link.ifindex, true);
	r = send_request(nl, header);
	if (r >= 0)
		*ret_ifindex = link.ifindex;
	return r;
}

int network_add_bridge(struct netlink *nl, const char *name, int *ret_ifindex)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data;
	int r;

	put_link(header, 0, false);
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	/* As Weave Net has it; each new port would visit all others for it. */
	mnl_attr_put_u8(header, IFLA_BR_MCAST_SNOOPING, 0);
	mnl_attr_nest_end(header, data);
	mnl_attr_nest_end(header, info);
	r = send_request(nl, header);
	if (r < 0)
		return r;
	return network_set_up(nl, name, ret_ifindex);
}

static void put_inner_end(struct nlmsghdr *header, int netns_fd)
{
	struct nlattr *data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	struct nlattr *peer = mnl_attr_nest_start(header, VETH_INFO_PEER);

	/* Not up: the pair is joined after this end was made, and opening half a pair fails. */
	put_link(header, 0, false);
	mnl_attr_put_strz(header, IFLA_IFNAME, NETWORK_INNER_LINK);
	mnl_attr_put_u32(header, IFLA_NET_NS_FD, (uint32_t)netns_fd);
	mnl_attr_nest_end(header, peer);
	mnl_attr_nest_end(header, data);
}

int network_add_veth(struct netlink *nl, unsigned int index, int bridge_ifindex, int netns_fd)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	char name[IFNAMSIZ];
	struct nlattr *info;

	snprintf(name, sizeof(name), LAB_PORT_PREFIX "%u", index);
	put_link(header, 0, true);
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	mnl_attr_put_u32(header, IFLA_MASTER, (uint32_t)bridge_ifindex);
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
	put_inner_end(header, netns_fd);
	mnl_attr_nest_end(header, info);
	return send_request(nl, header);
}

void network_disable_ipv6(void)
{
	_cleanup_close_ int fd =
		open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)!write(fd, "1", 1);
}

int network_add_address(struct netlink *nl, int ifindex, struct in_addr address, bool with_route)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
	struct ifaddrmsg *message = mnl_nlmsg_put_extra_header(header, sizeof(*message));

	message->ifa_family = AF_INET;
	message->ifa_prefixlen = NETWORK_PREFIX_LENGTH;
	message->ifa_index = (unsigned int)ifindex;
	mnl_attr_put_u32(header, IFA_LOCAL, address.s_addr);
	mnl_attr_put_u32(header, IFA_ADDRESS, address.s_addr);
	if (!with_route)
		mnl_attr_put_u32(header, IFA_FLAGS, IFA_F_NOPREFIXROUTE);
	return send_request(nl, header);
}

int network_delete_link(struct netlink *nl, int ifindex)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_DELLINK, 0);

	put_link(header, ifindex, false);
	return send_request(nl, header);
}

int network_set_alias(struct netlink *nl, int ifindex, const char *alias)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_SETLINK, 0);

	put_link(header, ifindex, false);
	mnl_attr_put_strz(header, IFLA_IFALIAS, alias);
	return send_request(nl, header);
}

static int take_alias(const struct nlmsghdr *message, void *data)
{
	struct network_alias *alias = data;
	const struct nlattr *attribute;

	mnl_attr_for_each(attribute, message, sizeof(struct ifinfomsg))
	{
		if (mnl_attr_get_type(attribute) == IFLA_IFALIAS)
			snprintf(alias->text, sizeof(alias->text), "%.*s",
				 (int)mnl_attr_get_payload_len(attribute),
				 mnl_attr_get_str(attribute));
	}
	return 0;
}

int network_get_alias(struct netlink *nl, int ifindex, struct network_alias *ret)
{
	struct request request;
	struct nlmsghdr *header = begin(&request, RTM_GETLINK, 0);
	struct network_alias alias = {""};
	int r;

	put_link(header, ifindex, false);
	r = netlink_request(nl, header, take_alias, &alias);
	if (r >= 0)
		*ret = alias;
	return r;
}

int network_delete_ports(struct netlink *nl, int bridge_ifindex)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	size_t i;
	int r;

	r = rtnl_dump_links(nl, &links);
	for (i = 0; r >= 0 && i < links.n; i++) {
		const struct rtnl_link *link = &links.items[i];

		if (link->master != bridge_ifindex ||
		    strncmp(link->name, LAB_PORT_PREFIX, strlen(LAB_PORT_PREFIX)))
			continue;
		r = network_delete_link(nl, link->ifindex);
		if (r == -ENODEV) /* went with its container */
			r = 0;
	}
	return r;
}

int network_count_ports(struct netlink *nl, int bridge_ifindex, unsigned int *ret)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	unsigned int n = 0;
	size_t i;
	int r;

	r = rtnl_dump_links(nl, &links);
	if (r < 0)
		return r;
	for (i = 0; i < links.n; i++)
		n += links.items[i].master == bridge_ifindex;
	*ret = n;
	return 0;
}
