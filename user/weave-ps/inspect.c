// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chooses a container's interfaces that hang on the bridge. It asks for as little as will do: only
 * a veth can be the peer of a port; addresses are wanted only if there is one, and if it is the
 * only one, only its own.
 */
#include "weave-ps/inspect.h"

#include <sched.h>

static const struct bridge_port *port_of(const struct view *view, int home_netnsid,
					 const struct rtnl_link *link)
{
	return bridge_find_port(view->itinerary->bridge, view->visit->netnsid, home_netnsid, link);
}

/* Leaves in `links` those that are peers of ports. */
static int keep_peers(const struct view *view, struct rtnl_links *links, int *ret_home_netnsid)
{
	int home_netnsid = RTNL_NO_NETNSID;
	size_t i, n = links->n;
	int r;

	if (!n)
		return 0;
	r = rtnl_get_netnsid(view->nl, view->itinerary->home_netns_fd, &home_netnsid);
	if (r < 0)
		return r;
	links->n = 0;
	for (i = 0; i < n; i++)
		if (port_of(view, home_netnsid, &links->items[i]))
			links->items[links->n++] = links->items[i];
	*ret_home_netnsid = home_netnsid;
	return 0;
}

int inspect(const struct view *view, struct interfaces *interfaces)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	_cleanup_rtnl_addresses_ struct rtnl_addresses addresses = {0};
	int home_netnsid = RTNL_NO_NETNSID;
	size_t i;
	int r;

	r = rtnl_dump_links_of(view->nl, view->target_netnsid, "veth", &links);
	if (r == 0)
		r = keep_peers(view, &links, &home_netnsid);
	if (r < 0 || !links.n)
		return r;
	r = rtnl_dump_addresses_of(view->nl, view->target_netnsid,
				   links.n == 1 ? links.items[0].ifindex : 0,
				   view->itinerary->with_ipv6 ? AF_UNSPEC : AF_INET, &addresses);
	if (r == -ENODEV) /* the only one has gone meanwhile */
		return 0;
	for (i = 0; r == 0 && i < links.n; i++)
		r = interfaces_append_link(interfaces, &links.items[i],
					   port_of(view, home_netnsid, &links.items[i])->name,
					   &addresses);
	return r;
}

int inspect_entering(const struct itinerary *itinerary, const struct visit *visit,
		     struct interfaces *interfaces)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	struct view view = {
		.target_netnsid = RTNL_NO_NETNSID, .itinerary = itinerary, .visit = visit};
	int r;

	if (setns(visit->netns_fd, CLONE_NEWNET) < 0)
		return -errno;
	r = netlink_open(&nl);
	if (r < 0)
		return r;
	view.nl = nl;
	return inspect(&view, interfaces);
}
