// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chooses a container's interfaces that hang on the bridge. It asks through a socket it is given
 * and never changes a namespace: how the socket came to be there is the strategy's business.
 */
#include "weave-ps/inspect.h"

int inspect(struct netlink *nl, const struct bridge *bridge, int netnsid, int home_netns_fd,
	    struct interfaces *interfaces)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	_cleanup_rtnl_addresses_ struct rtnl_addresses addresses = {0};
	int home_netnsid = RTNL_NO_NETNSID;
	size_t i;
	int r;

	r = rtnl_dump_links(nl, &links);
	if (r == 0)
		r = rtnl_get_netnsid(nl, home_netns_fd, &home_netnsid);
	if (r == 0)
		r = rtnl_dump_addresses(nl, AF_INET, &addresses);
	for (i = 0; r == 0 && i < links.n; i++)
		if (bridge_has_peer(bridge, netnsid, home_netnsid, &links.items[i]))
			r = interfaces_append_link(interfaces, &links.items[i], &addresses);
	return r;
}
