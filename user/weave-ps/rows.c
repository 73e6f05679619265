// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What was found, as rows or as JSON. Nothing here looks anything up. Ids and interface names are
 * escaped, since they come from engines and containers.
 */
#include "weave-ps/rows.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include "lib/escape.h"

#define MAC_TEXT_BYTES	   sizeof("00:00:00:00:00:00")
#define ADDRESS_TEXT_BYTES (INET6_ADDRSTRLEN + sizeof("/128"))

typedef int row_fn(void *data, const char *id, const struct interface *interface);

static int for_each_row(const struct bridge *bridge, const struct targets *targets, row_fn *row,
			void *data)
{
	size_t i, j;
	int r = 0;

	for (i = 0; i < targets->n; i++) {
		const struct target *target = &targets->items[i];
		const struct interfaces *interfaces = NULL;

		if (target->is_bridge)
			interfaces = &bridge->interfaces;
		else if (target->visit != NO_VISIT)
			interfaces = &targets->visits[target->visit].interfaces;
		for (j = 0; interfaces && r == 0 && j < interfaces->n; j++)
			r = row(data, target->id, &interfaces->items[j]);
	}
	return r;
}

static const char *format_mac(const unsigned char *mac, char *out, size_t size)
{
	snprintf(out, size, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		 mac[5]);
	return out;
}

static const char *format_address(const struct rtnl_address *address, char *out, size_t size)
{
	size_t length;

	inet_ntop(address->family, &address->in, out, (socklen_t)size);
	length = strlen(out);
	snprintf(out + length, size - length, "/%u", address->prefix_length);
	return out;
}

/* The caller frees it; NULL: no memory. */
static char *escape_shown(const char *id)
{
	size_t n_shown = strchr(id, ':') ? strlen(id) : strnlen(id, ID_SHOWN);
	_cleanup_free_ char *shown = strndup(id, n_shown);
	char *escaped = shown ? malloc(ESCAPED_MAX(n_shown)) : NULL;

	return escaped ? escape_text(shown, escaped, ESCAPED_MAX(n_shown)) : NULL;
}

static int print_row(void *data, const char *id, const struct interface *interface)
{
	FILE *stream = data;
	_cleanup_free_ char *shown = escape_shown(id);
	char mac[MAC_TEXT_BYTES], address[ADDRESS_TEXT_BYTES];
	size_t i;

	if (!shown)
		return -ENOMEM;
	fprintf(stream, "%s %s", shown, format_mac(interface->mac, mac, sizeof(mac)));
	for (i = 0; i < interface->n_addresses; i++)
		fprintf(stream, " %s",
			format_address(&interface->addresses[i], address, sizeof(address)));
	fputc('\n', stream);
	return 0;
}

static json_t *json_escaped(const char *text)
{
	size_t size = ESCAPED_MAX(strlen(text));
	_cleanup_free_ char *escaped = malloc(size);

	return escaped ? json_string(escape_text(text, escaped, size)) : NULL;
}

static json_t *json_addresses(const struct interface *interface)
{
	json_t *addresses = json_array();
	char address[ADDRESS_TEXT_BYTES];
	size_t i;

	for (i = 0; i < interface->n_addresses; i++)
		json_array_append_new(addresses,
				      json_string(format_address(&interface->addresses[i], address,
								 sizeof(address))));
	return addresses;
}

static int append_json(void *data, const char *id, const struct interface *interface)
{
	char mac[MAC_TEXT_BYTES];
	json_t *row = json_pack("{s:o, s:o, s:s, s:o}", "id", json_escaped(id), "interface",
				json_escaped(interface->name), "mac",
				format_mac(interface->mac, mac, sizeof(mac)), "addresses",
				json_addresses(interface));

	/* Takes the row over, fails for none. */
	return json_array_append_new(data, row) < 0 ? -ENOMEM : 0;
}

static int print_json(const struct bridge *bridge, const struct targets *targets, FILE *stream)
{
	json_t *rows = json_array();
	int r;

	if (!rows)
		return -ENOMEM;
	r = for_each_row(bridge, targets, append_json, rows);
	if (r == 0 && json_dumpf(rows, stream, JSON_INDENT(2)) < 0)
		r = -ENOMEM;
	json_decref(rows);
	fputc('\n', stream);
	return r;
}

int rows_text(const struct bridge *bridge, const struct targets *targets, bool json,
	      char **ret_text)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	int failed, r;

	if (!stream)
		return -errno;
	r = json ? print_json(bridge, targets, stream)
		 : for_each_row(bridge, targets, print_row, stream);
	failed = ferror(stream);
	failed |= fclose(stream);
	if (r == 0 && failed) /* a stream in memory fails for lack of memory only */
		r = -ENOMEM;
	if (r < 0)
		return r;
	*ret_text = text;
	text = NULL;
	return 0;
}

int rows_write(int fd, const char *text)
{
	size_t n_left = strlen(text);
	ssize_t n_bytes;

	while (n_left) {
		n_bytes = write(fd, text, n_left);
		if (n_bytes < 0 && errno == EINTR)
			continue;
		if (n_bytes < 0)
			return -errno;
		text += n_bytes;
		n_left -= (size_t)n_bytes;
	}
	return 0;
}
