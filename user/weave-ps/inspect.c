// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chooses a container's interfaces that hang on the bridge. It asks through a socket it is given
 * and never changes a namespace: how the socket came to be there is the strategy's business.
 */
#include "weave-ps/inspect.h"

int inspect(struct netlink *nl, const struct itinerary *itinerary, int netnsid,
	    struct interfaces *interfaces)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	_cleanup_rtnl_addresses_ struct rtnl_addresses addresses = {0};
	int home_netnsid = RTNL_NO_NETNSID;
	size_t i;
	int r;

	r = rtnl_dump_links(nl, &links);
	if (r == 0)
		r = rtnl_get_netnsid(nl, itinerary->home_netns_fd, &home_netnsid);
	if (r == 0)
		r = rtnl_dump_addresses(nl, itinerary->with_ipv6 ? AF_UNSPEC : AF_INET, &addresses);
	for (i = 0; r == 0 && i < links.n; i++) {
		const struct rtnl_link *link = &links.items[i];
		const struct bridge_port *port =
			bridge_find_port(itinerary->bridge, netnsid, home_netnsid, link);

		if (port)
			r = interfaces_append_link(interfaces, link, port->name, &addresses);
	}
	return r;
}
