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
	for (i = 0; i < links.n; i++) {
		const struct rtnl_link *link = &links.items[i];

		if (is_port(link, bridge_ifindex))
			bridge->ports[bridge->n_ports++] =
				(struct bridge_port){.ifindex = link->ifindex,
						     .peer_ifindex = link->link,
						     .peer_netnsid = link->link_netnsid};
	}
	return 0;
}

int bridge_read(struct netlink *nl, const char *name, struct bridge *ret)
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
	r = rtnl_dump_addresses(nl, AF_INET, &addresses);
	if (r == 0)
		r = interfaces_append_link(&bridge.interfaces, &link, &addresses);
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

bool bridge_has_peer(const struct bridge *bridge, int netnsid, int home_netnsid,
		     const struct rtnl_link *link)
{
	size_t i;

	if (link->link_netnsid != home_netnsid || home_netnsid == RTNL_NO_NETNSID)
		return false;
	for (i = 0; i < bridge->n_ports; i++) {
		const struct bridge_port *port = &bridge->ports[i];

		if (port->peer_netnsid == netnsid && port->peer_ifindex == link->ifindex &&
		    port->ifindex == link->link)
			return true;
	}
	return false;
}
