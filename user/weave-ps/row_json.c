// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * --json: the rows as an array of objects for programs. The keys, their types and their order are
 * part of the command line's contract (docs/weave-ps.md): new ones go to the end.
 */
#include "weave-ps/row.h"

#include <jansson.h>
#include <string.h>
#include "lib/escape.h"

/* NULL, as all below: no memory. */
static json_t *escaped(const char *text)
{
	size_t size = ESCAPED_MAX(strlen(text));
	_cleanup_free_ char *out = malloc(size);

	return out ? json_string(escape_text(text, out, size)) : NULL;
}

static json_t *escaped_or_null(const char *text)
{
	return text && *text ? escaped(text) : json_null();
}

static json_t *addresses_json(const struct interface *interface)
{
	json_t *addresses = json_array();
	char address[ROW_ADDRESS_BYTES];
	size_t i;

	for (i = 0; interface && i < interface->n_addresses; i++)
		if (json_array_append_new(
			    addresses,
			    json_string(row_address(&interface->addresses[i], address))) < 0) {
			json_decref(addresses);
			return NULL;
		}
	return addresses;
}

static json_t *mac_json(const struct interface *interface)
{
	char mac[ROW_MAC_BYTES];

	return interface ? json_string(row_mac(interface, mac)) : json_null();
}

static json_t *number_or_null(uintmax_t number)
{
	return number ? json_integer((json_int_t)number) : json_null();
}

static json_t *row_json(const struct row *row)
{
	const struct container *container = row->target->container;
	const struct interface *link = row->interface;
	json_t *object = json_object();
	int r = 0;

	/* A value that is NULL is refused. */
	r |= json_object_set_new(object, "id",
				 escaped(container ? container->id : row->target->id));
	r |= json_object_set_new(object, "interface", escaped_or_null(link ? link->name : NULL));
	r |= json_object_set_new(object, "mac", mac_json(link));
	r |= json_object_set_new(object, "addresses", addresses_json(link));
	r |= json_object_set_new(object, "name",
				 escaped_or_null(container ? container->name : NULL));
	r |= json_object_set_new(object, "engine",
				 escaped_or_null(container ? container->engine : NULL));
	r |= json_object_set_new(object, "netns", number_or_null(row->target->netns_ino));
	r |= json_object_set_new(object, "ifindex",
				 number_or_null(link ? (uintmax_t)link->ifindex : 0));
	r |= json_object_set_new(object, "peer", escaped_or_null(link ? link->peer : NULL));
	r |= json_object_set_new(object, "state", escaped_or_null(link ? row_state(link) : NULL));
	r |= json_object_set_new(object, "pod", escaped_or_null(container ? container->pod : NULL));
	r |= json_object_set_new(object, "pod_namespace",
				 escaped_or_null(container ? container->pod_namespace : NULL));
	if (r == 0)
		return object;
	json_decref(object);
	return NULL;
}

int row_print_json(const struct rows *rows, FILE *stream)
{
	json_t *array = json_array();
	size_t i;
	int r = array ? 0 : -ENOMEM;

	for (i = 0; r == 0 && i < rows->n; i++)
		/* Takes the object over, fails for none. */
		if (json_array_append_new(array, row_json(&rows->items[i])) < 0)
			r = -ENOMEM;
	if (r == 0 && json_dumpf(array, stream, JSON_INDENT(2)) < 0)
		r = -ENOMEM;
	json_decref(array);
	fputc('\n', stream);
	return r;
}
