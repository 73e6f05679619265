/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What weave-ps says of a network interface: one row. Values only; no row is printed here. */
#ifndef WEAVE_PS_INTERFACE_H
#define WEAVE_PS_INTERFACE_H

#include "lib/rtnl.h"

struct interface {
	int ifindex;
	char name[IFNAMSIZ]; /* hostile text */
	char peer[IFNAMSIZ]; /* the bridge's port that leads to it; of the bridge itself: empty */
	unsigned char mac[ETH_ALEN];
	unsigned char operstate;
	struct rtnl_address *addresses; /* in the kernel's order: IPv4, then IPv6 if asked for */
	size_t n_addresses;
};

struct interfaces {
	struct interface *items;
	size_t n;
};

/* Appends a copy, without its addresses. */
int interfaces_append(struct interfaces *interfaces,
		      const struct interface *interface) warn_unused_result_;
int interface_append_address(struct interface *interface,
			     const struct rtnl_address *address) warn_unused_result_;
/* Appends this link with those of the addresses that are its own. */
int interfaces_append_link(struct interfaces *interfaces, const struct rtnl_link *link,
			   const char *peer,
			   const struct rtnl_addresses *addresses) warn_unused_result_;
void interfaces_clear(struct interfaces *interfaces);

#define _cleanup_interfaces_ _cleanup_(interfaces_clear)

#endif
