/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links and addresses of one network namespace, read whole over rtnetlink. */
#ifndef LIB_RTNL_H
#define LIB_RTNL_H

#include <linux/if_ether.h>
#include <net/if.h>
#include <netinet/in.h>
#include "lib/netlink.h"

#define RTNL_KIND_BYTES 32 /* room for the longest kind the kernel allows, with its NUL */
#define RTNL_NO_NETNSID (-1)

struct rtnl_link {
	int ifindex;
	int link;		     /* IFLA_LINK: of a veth, the ifindex of its peer; 0 for none */
	int link_netnsid;	     /* where that ifindex counts; RTNL_NO_NETNSID: in this netns */
	int master;		     /* ifindex of the bridge it is a port of; 0 for none */
	unsigned char mac[ETH_ALEN]; /* zeros if its address is not of this length */
	char name[IFNAMSIZ];	     /* hostile text: whoever owns the netns chose it */
	char kind[RTNL_KIND_BYTES];  /* "veth", "bridge", …; empty for hardware */
	unsigned char operstate;     /* IF_OPER_…, as RFC 2863 counts them */
};

struct rtnl_address {
	int ifindex;
	int family; /* AF_INET or AF_INET6: which member of the union */
	unsigned int prefix_length;
	union {
		struct in_addr in;
		struct in6_addr in6;
	};
};

struct rtnl_links {
	struct rtnl_link *items;
	size_t n;
};

struct rtnl_addresses {
	struct rtnl_address *items;
	size_t n;
};

/* All are asked in the netns the socket was opened in. A dump that changes keep interrupting is
 * repeated a few times, then -EAGAIN; for other errors see netlink_request(). */

/* -ENODEV when there is no link of this name. */
int rtnl_get_link(struct netlink *nl, const char *name, struct rtnl_link *ret) warn_unused_result_;
/* The caller frees ret->items of both (or says _cleanup_rtnl_links_, _cleanup_rtnl_addresses_). */
int rtnl_dump_links(struct netlink *nl, struct rtnl_links *ret) warn_unused_result_;
/* family: AF_INET, or AF_UNSPEC for IPv4 and then IPv6. */
int rtnl_dump_addresses(struct netlink *nl, int family,
			struct rtnl_addresses *ret) warn_unused_result_;

/* The same of another netns, which the socket's knows by the number netnsid (RTNL_NO_NETNSID: of
 * the socket's own). kind: only links of this kind, or NULL. ifindex: only addresses of this link,
 * or 0; -ENODEV when there is no such link. Kernels before 5.0 know no filters and may tell more.
 */
int rtnl_dump_links_of(struct netlink *nl, int netnsid, const char *kind,
		       struct rtnl_links *ret) warn_unused_result_;
int rtnl_dump_addresses_of(struct netlink *nl, int netnsid, int ifindex, int family,
			   struct rtnl_addresses *ret) warn_unused_result_;

/* Gives the netns behind netns_fd a number in the socket's netns, for as long as both exist.
 * -EEXIST: one of them is taken. */
int rtnl_set_netnsid(struct netlink *nl, int netns_fd, int netnsid) warn_unused_result_;
/* The id by which the socket's netns knows the netns behind netns_fd: the number an
 * IFLA_LINK_NETNSID read there means. RTNL_NO_NETNSID if it has none, so no link of either leads to
 * the other. */
int rtnl_get_netnsid(struct netlink *nl, int netns_fd, int *ret) warn_unused_result_;

/* The parsers by themselves: 0 or -EBADMSG. */
int rtnl_parse_link(const struct nlmsghdr *message, struct rtnl_link *ret) warn_unused_result_;
int rtnl_parse_address(const struct nlmsghdr *message,
		       struct rtnl_address *ret) warn_unused_result_;
int rtnl_parse_netnsid(const struct nlmsghdr *message, int *ret) warn_unused_result_;

static inline void cleanup_rtnl_links(struct rtnl_links *links)
{
	free(links->items);
}

static inline void cleanup_rtnl_addresses(struct rtnl_addresses *addresses)
{
	free(addresses->items);
}

#define _cleanup_rtnl_links_	 _cleanup_(cleanup_rtnl_links)
#define _cleanup_rtnl_addresses_ _cleanup_(cleanup_rtnl_addresses)

#endif
