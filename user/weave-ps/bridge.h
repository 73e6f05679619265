/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bridge and its ports, as the host's network namespace shows them. */
#ifndef WEAVE_PS_BRIDGE_H
#define WEAVE_PS_BRIDGE_H

#include <stdbool.h>
#include "weave-ps/interface.h"

/* A veth that is a port of the bridge and has its peer in another namespace. */
struct bridge_port {
	int ifindex;
	char name[IFNAMSIZ];
	int peer_ifindex;
	int peer_netnsid; /* the peer's namespace, by the number it has here */
};

struct bridge {
	struct interfaces interfaces; /* the bridge itself, always one */
	struct bridge_port *ports;    /* sorted by what they lead to */
	size_t n_ports;
};

/* nl: a socket in the host's namespace. -ENODEV when there is no link of this name, -ENOTSUP when
 * it is no bridge. */
int bridge_read(struct netlink *nl, const char *name, bool with_ipv6,
		struct bridge *ret) warn_unused_result_;
void bridge_clear(struct bridge *bridge);

/* The port whose peer this link is, seen in the namespace that has the number `netnsid` here, or
 * NULL. home_netnsid is the number that the host's namespace has over there. */
const struct bridge_port *bridge_find_port(const struct bridge *bridge, int netnsid,
					   int home_netnsid, const struct rtnl_link *link);

#define _cleanup_bridge_ _cleanup_(bridge_clear)

#endif
