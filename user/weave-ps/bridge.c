// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which interfaces hang on the bridge. An ifindex alone does not say: every namespace counts from
 * 1, so a foreign interface can have the number that a port names as its peer. What names an
 * interface is ifindex and namespace together, and a netlink reply names a namespace by its
 * netnsid: a number from the table of the namespace in which the asking socket was opened, and good
 * only there.
 *
 *   asked at the host:        port: IFLA_LINK = peer's ifindex, IFLA_LINK_NETNSID = the container
 *   asked in the container:   peer: IFLA_LINK = port's ifindex, IFLA_LINK_NETNSID = the host
 *
 * RTM_GETNSID translates a namespace descriptor into either table, so both ends can be checked. A
 * link without IFLA_LINK_NETNSID has its peer in its own namespace. Listing the links gives every
 * namespace they lead to a number, if it had none: one that has none afterwards has no port's peer.
 */
#include "weave-ps/bridge.h"

#include <string.h>

static bool is_port(const struct rtnl_link *link, int bridge_ifindex)
{
	return link->master == bridge_ifindex && !strcmp(link->kind, "veth") &&
	       link->link_netnsid != RTNL_NO_NETNSID;
}

/* By what they lead to: in a namespace with a thousand of them, a link finds its own at once. */
static int compare_ports(const void *left, const void *right)
{
	const struct bridge_port *a = left, *b = right;

	if (a->peer_netnsid != b->peer_netnsid)
		return a->peer_netnsid < b->peer_netnsid ? -1 : 1;
	return (a->peer_ifindex > b->peer_ifindex) - (a->peer_ifindex < b->peer_ifindex);
}

static void append_port(struct bridge *bridge, const struct rtnl_link *link)
{
	struct bridge_port *port = &bridge->ports[bridge->n_ports++];

	port->ifindex = link->ifindex;
	port->peer_ifindex = link->link;
	port->peer_netnsid = link->link_netnsid;
	memcpy(port->name, link->name, sizeof(port->name));
}

static int read_ports(struct netlink *nl, int bridge_ifindex, struct bridge *bridge)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	size_t i;
	int r;

	r = rtnl_dump_links(nl, &links);
	if (r < 0)
		return r;
	bridge->ports = calloc(links.n, sizeof(*bridge->ports));
	if (!bridge->ports)
		return -ENOMEM;
	for (i = 0; i < links.n; i++)
		if (is_port(&links.items[i], bridge_ifindex))
			append_port(bridge, &links.items[i]);
	qsort(bridge->ports, bridge->n_ports, sizeof(*bridge->ports), compare_ports);
	return 0;
}

int bridge_read(struct netlink *nl, const char *name, bool with_ipv6, struct bridge *ret)
{
	_cleanup_rtnl_addresses_ struct rtnl_addresses addresses = {0};
	_cleanup_bridge_ struct bridge bridge = {0};
	struct rtnl_link link;
	int r;

	r = rtnl_get_link(nl, name, &link);
	if (r < 0)
		return r;
	if (strcmp(link.kind, "bridge"))
		return -ENOTSUP;
	r = rtnl_dump_addresses(nl, with_ipv6 ? AF_UNSPEC : AF_INET, &addresses);
	if (r == 0)
		r = interfaces_append_link(&bridge.interfaces, &link, "", &addresses);
	if (r == 0)
		r = read_ports(nl, link.ifindex, &bridge);
	if (r < 0)
		return r;
	*ret = bridge;
	bridge = (struct bridge){0};
	return 0;
}

void bridge_clear(struct bridge *bridge)
{
	interfaces_clear(&bridge->interfaces);
	free(bridge->ports);
	*bridge = (struct bridge){0};
}

const struct bridge_port *bridge_find_port(const struct bridge *bridge, int netnsid,
					   int home_netnsid, const struct rtnl_link *link)
{
	struct bridge_port key = {.peer_ifindex = link->ifindex, .peer_netnsid = netnsid};
	const struct bridge_port *port;

	if (link->link_netnsid != home_netnsid || home_netnsid == RTNL_NO_NETNSID)
		return NULL;
	port = bsearch(&key, bridge->ports, bridge->n_ports, sizeof(key), compare_ports);
	return port && port->ifindex == link->link ? port : NULL;
}
