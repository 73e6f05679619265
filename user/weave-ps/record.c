// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both ends of the pipe are the same program, so records are plain structs. Still the reader trusts
 * none: the writer sat in a container's namespace and may have been killed half-way.
 */
#include "weave-ps/record.h"

#include <string.h>

static int send_one(int fd, const struct record *record)
{
	ssize_t n_bytes;

	do
		n_bytes = write(fd, record, sizeof(*record));
	while (n_bytes < 0 && errno == EINTR);
	if (n_bytes < 0)
		return -errno;
	return n_bytes == sizeof(*record) ? 0 : -EIO;
}

static int send_interface(int fd, const struct interface *interface)
{
	struct record record = {.kind = RECORD_INTERFACE, .interface = *interface};
	size_t i;
	int r;

	record.interface.addresses = NULL;
	r = send_one(fd, &record);
	for (i = 0; r == 0 && i < interface->n_addresses; i++) {
		record =
			(struct record){.kind = RECORD_ADDRESS, .address = interface->addresses[i]};
		r = send_one(fd, &record);
	}
	return r;
}

int record_send(int fd, const struct interfaces *interfaces, int error)
{
	struct record end = {.kind = RECORD_END, .error = error};
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < interfaces->n; i++)
		r = send_interface(fd, &interfaces->items[i]);
	return r < 0 ? r : send_one(fd, &end);
}

static int take_interface(const struct record *record, struct interfaces *interfaces)
{
	const struct interface *interface = &record->interface;

	if (strnlen(interface->name, IFNAMSIZ) == IFNAMSIZ ||
	    strnlen(interface->peer, IFNAMSIZ) == IFNAMSIZ)
		return -EBADMSG;
	return interfaces_append(interfaces, interface);
}

static int take_address(const struct record *record, struct interfaces *interfaces)
{
	int family = record->address.family;

	if (!interfaces->n || (family != AF_INET && family != AF_INET6))
		return -EBADMSG;
	return interface_append_address(&interfaces->items[interfaces->n - 1], &record->address);
}

int record_take(const struct record *record, struct interfaces *interfaces)
{
	int r;

	switch (record->kind) {
	case RECORD_INTERFACE:
		r = take_interface(record, interfaces);
		break;
	case RECORD_ADDRESS:
		r = take_address(record, interfaces);
		break;
	case RECORD_END:
		return record->error > 0 ? -EBADMSG : record->error;
	default:
		return -EBADMSG;
	}
	return r < 0 ? r : 1;
}
