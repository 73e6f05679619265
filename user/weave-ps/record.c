// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both ends of the pipe are the same program, so records are plain structs. Still the reader trusts
 * none: the writer sat in a container's namespace and may have been killed half-way.
 */
#include "weave-ps/record.h"

#include <string.h>

int record_flush(struct record_writer *writer)
{
	const char *bytes = (const char *)writer->records;
	size_t n_left = writer->n * sizeof(*writer->records);
	ssize_t n_bytes;

	writer->n = 0;
	while (n_left) {
		n_bytes = write(writer->fd, bytes, n_left);
		if (n_bytes < 0 && errno == EINTR)
			continue;
		if (n_bytes < 0)
			return -errno;
		bytes += n_bytes;
		n_left -= (size_t)n_bytes;
	}
	return 0;
}

static int write_one(struct record_writer *writer, const struct record *record)
{
	writer->records[writer->n++] = *record;
	return writer->n == RECORDS_AT_ONCE ? record_flush(writer) : 0;
}

static int write_interface(struct record_writer *writer, const struct interface *interface)
{
	struct record record = {.kind = RECORD_INTERFACE, .interface = *interface};
	size_t i;
	int r;

	record.interface.addresses = NULL;
	r = write_one(writer, &record);
	for (i = 0; r == 0 && i < interface->n_addresses; i++) {
		record =
			(struct record){.kind = RECORD_ADDRESS, .address = interface->addresses[i]};
		r = write_one(writer, &record);
	}
	return r;
}

int record_write(struct record_writer *writer, const struct interfaces *interfaces, int error)
{
	struct record end = {.kind = RECORD_END, .error = error};
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < interfaces->n; i++)
		r = write_interface(writer, &interfaces->items[i]);
	return r < 0 ? r : write_one(writer, &end);
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
	if (!interfaces->n ||
	    (record->address.family != AF_INET && record->address.family != AF_INET6))
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
