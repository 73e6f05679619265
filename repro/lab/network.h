/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The links and addresses a lab is made of. Each function acts in its socket's network namespace.
 */
#ifndef LAB_NETWORK_H
#define LAB_NETWORK_H

#include <netinet/in.h>
#include <stdbool.h>
#include "lib/netlink.h"

#define NETWORK_INNER_LINK    "ethwe"
#define NETWORK_PREFIX_LENGTH 12

struct network_alias {
	char text[64]; /* a longer one is cut: no lab's */
};

/* 10.32.0.1, and the ones after it for containers. */
struct in_addr network_bridge_address(void);
struct in_addr network_address(unsigned int index);

/* For the links made from now on in the network namespace of the calling thread, as container
 * engines do it. A lab in which it fails is only slower: each new link greets all others over IPv6.
 */
void network_disable_ipv6(void);
/* A bridge that is up. -EEXIST: there is a link of this name. */
int network_add_bridge(struct netlink *nl, const char *name, int *ret_ifindex) warn_unused_result_;
/* A veth pair for the container `index`: a port of the bridge here, up, and NETWORK_INNER_LINK,
 * still down, in the namespace behind netns_fd. */
int network_add_veth(struct netlink *nl, unsigned int index, int bridge_ifindex,
		     int netns_fd) warn_unused_result_;
int network_set_up(struct netlink *nl, const char *name, int *ret_ifindex) warn_unused_result_;
/* Without a route, a wider network of the machine that has the same addresses stays reachable. */
int network_add_address(struct netlink *nl, int ifindex, struct in_addr address,
			bool with_route) warn_unused_result_;
/* A text that stays with a link. */
int network_set_alias(struct netlink *nl, int ifindex, const char *alias) warn_unused_result_;
int network_get_alias(struct netlink *nl, int ifindex,
		      struct network_alias *ret) warn_unused_result_;
int network_delete_link(struct netlink *nl, int ifindex) warn_unused_result_;
/* Those with a lab's names, and their other ends with them. */
int network_delete_ports(struct netlink *nl, int bridge_ifindex) warn_unused_result_;
int network_count_ports(struct netlink *nl, int bridge_ifindex,
			unsigned int *ret) warn_unused_result_;

#endif
