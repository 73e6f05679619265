// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists of interfaces with their addresses. They hold a handful of items each and grow by one. What
 * belongs into them is decided elsewhere.
 */
#include "weave-ps/interface.h"

#include <string.h>

int interfaces_append(struct interfaces *interfaces, const char *name, const unsigned char *mac)
{
	struct interface *items =
		reallocarray(interfaces->items, interfaces->n + 1, sizeof(*items));
	struct interface *interface;

	if (!items)
		return -ENOMEM;
	interfaces->items = items;
	interface = &items[interfaces->n++];
	*interface = (struct interface){0};
	strncpy(interface->name, name, sizeof(interface->name) - 1);
	memcpy(interface->mac, mac, sizeof(interface->mac));
	return 0;
}

int interface_append_address(struct interface *interface, const struct rtnl_address *address)
{
	struct rtnl_address *addresses =
		reallocarray(interface->addresses, interface->n_addresses + 1, sizeof(*addresses));

	if (!addresses)
		return -ENOMEM;
	interface->addresses = addresses;
	addresses[interface->n_addresses++] = *address;
	return 0;
}

int interfaces_append_link(struct interfaces *interfaces, const struct rtnl_link *link,
			   const struct rtnl_addresses *addresses)
{
	size_t i;
	int r;

	r = interfaces_append(interfaces, link->name, link->mac);
	for (i = 0; r == 0 && i < addresses->n; i++)
		if (addresses->items[i].ifindex == link->ifindex)
			r = interface_append_address(&interfaces->items[interfaces->n - 1],
						     &addresses->items[i]);
	return r;
}

void interfaces_clear(struct interfaces *interfaces)
{
	size_t i;

	for (i = 0; i < interfaces->n; i++)
		free(interfaces->items[i].addresses);
	free(interfaces->items);
	*interfaces = (struct interfaces){0};
}
