// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lists of interfaces with their addresses. They hold a handful of items each and grow by one. What
 * belongs into them is decided elsewhere.
 */
#include "weave-ps/interface.h"

#include <string.h>
#include "lib/grow.h"

int interfaces_append(struct interfaces *interfaces, const struct interface *interface)
{
	struct interface *items = grow_array(interfaces->items, interfaces->n, sizeof(*items));

	if (!items)
		return -ENOMEM;
	interfaces->items = items;
	items[interfaces->n] = *interface;
	items[interfaces->n].addresses = NULL;
	items[interfaces->n++].n_addresses = 0;
	return 0;
}

int interface_append_address(struct interface *interface, const struct rtnl_address *address)
{
	struct rtnl_address *addresses =
		grow_array(interface->addresses, interface->n_addresses, sizeof(*addresses));

	if (!addresses)
		return -ENOMEM;
	interface->addresses = addresses;
	addresses[interface->n_addresses++] = *address;
	return 0;
}

int interfaces_append_link(struct interfaces *interfaces, const struct rtnl_link *link,
			   const char *peer, const struct rtnl_addresses *addresses)
{
	struct interface interface = {.ifindex = link->ifindex, .operstate = link->operstate};
	size_t i;
	int r;

	memcpy(interface.name, link->name, sizeof(interface.name));
	snprintf(interface.peer, sizeof(interface.peer), "%s", peer);
	memcpy(interface.mac, link->mac, sizeof(interface.mac));
	r = interfaces_append(interfaces, &interface);
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
