/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What weave-ps says of a network interface: one row. Values only; no row is printed here. */
#ifndef WEAVE_PS_INTERFACE_H
#define WEAVE_PS_INTERFACE_H

#include "lib/rtnl.h"

struct interface {
	char name[IFNAMSIZ]; /* hostile text */
	unsigned char mac[ETH_ALEN];
	struct rtnl_address *addresses; /* IPv4, in the kernel's order */
	size_t n_addresses;
};

struct interfaces {
	struct interface *items;
	size_t n;
};

/* Appends one without addresses. */
int interfaces_append(struct interfaces *interfaces, const char *name,
		      const unsigned char *mac) warn_unused_result_;
int interface_append_address(struct interface *interface,
			     const struct rtnl_address *address) warn_unused_result_;
/* Appends this link with those of the addresses that are its own. */
int interfaces_append_link(struct interfaces *interfaces, const struct rtnl_link *link,
			   const struct rtnl_addresses *addresses) warn_unused_result_;
void interfaces_clear(struct interfaces *interfaces);

#define _cleanup_interfaces_ _cleanup_(interfaces_clear)

#endif
