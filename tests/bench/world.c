// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Namespaces without processes: made by this one on the way, which always comes home before it does
 * anything else. Only descriptors hold them, so nothing is left when the program ends.
 */
#include "world.h"

#include <sched.h>

#include "lab/network.h"
#include "lib/netns.h"

static int furnish(unsigned int index)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	int ifindex;
	int r;

	r = netlink_open(&nl);
	if (r == 0)
		r = network_set_up(nl, "lo", &ifindex);
	if (r == 0)
		r = network_set_up(nl, NETWORK_INNER_LINK, &ifindex);
	if (r == 0)
		r = network_add_address(nl, ifindex, network_address(index), true);
	return r;
}

/* Leaves this process in the new namespace. */
static int create_one(struct netlink *host_nl, int bridge_ifindex, unsigned int index, int *ret_fd)
{
	_cleanup_close_ int netns_fd = -1;
	int r;

	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	network_disable_ipv6();
	r = netns_open_own(&netns_fd);
	if (r == 0)
		r = network_add_veth(host_nl, index, bridge_ifindex, netns_fd);
	if (r == 0)
		r = furnish(index);
	if (r < 0)
		return r;
	*ret_fd = netns_fd;
	netns_fd = -1;
	return 0;
}

int world_create(const char *bridge, size_t n, int *ret_netns_fds)
{
	_cleanup_netlink_ struct netlink *host_nl = NULL;
	_cleanup_close_ int home_netns_fd = -1;
	int bridge_ifindex;
	size_t i;
	int r;

	r = netns_open_own(&home_netns_fd);
	if (r == 0)
		r = netlink_open(&host_nl);
	if (r == 0)
		r = network_add_bridge(host_nl, bridge, &bridge_ifindex);
	for (i = 0; r == 0 && i < n; i++)
		r = create_one(host_nl, bridge_ifindex, (unsigned int)i, &ret_netns_fds[i]);
	if (setns(home_netns_fd, CLONE_NEWNET) < 0)
		abort();
	return r;
}
