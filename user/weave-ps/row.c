// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plain rows, which are those of `weave ps`, and the parts that all formats share. Ids, names
 * and interface names come from engines and containers: none of them gets out of here as it came.
 */
#include "weave-ps/row.h"

#include <arpa/inet.h>
#include <string.h>
#include "lib/escape.h"

#define ID_SHOWN 12 /* characters of a container's id; pid:… and netns:… stand whole */

/* What is cut at spaces must not be given more of them. */
static char *escape_spaces(const char *text)
{
	char *escaped = malloc(ESCAPED_MAX(strlen(text)));
	char *out = escaped;

	for (; out && *text; text++)
		out = *text == ' ' ? stpcpy(out, "\\x20") : stpncpy(out, text, 1);
	if (out)
		*out = '\0';
	return escaped;
}

static char *word(const char *text, size_t n_bytes)
{
	_cleanup_free_ char *start = strndup(text, n_bytes);
	_cleanup_free_ char *escaped = malloc(ESCAPED_MAX(n_bytes));

	if (!start || !escaped)
		return NULL;
	return escape_spaces(escape_text(start, escaped, ESCAPED_MAX(n_bytes)));
}

char *row_word(const char *text)
{
	return word(text, strlen(text));
}

char *row_id_word(const struct row *row)
{
	const char *id = row->target->id;

	return word(id, row->target->container ? strnlen(id, ID_SHOWN) : strlen(id));
}

const char *row_mac(const struct interface *interface, char *out)
{
	const unsigned char *mac = interface->mac;

	snprintf(out, ROW_MAC_BYTES, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5]);
	return out;
}

const char *row_address(const struct rtnl_address *address, char *out)
{
	size_t length;

	inet_ntop(address->family, &address->in6, out, INET6_ADDRSTRLEN);
	length = strlen(out);
	snprintf(out + length, ROW_ADDRESS_BYTES - length, "/%u", address->prefix_length);
	return out;
}

const char *row_state(const struct interface *interface)
{
	/* By IF_OPER_…: a number that is newer than this list is as good as unknown. */
	static const char *const names[] = {"unknown", "notpresent", "down", "lowerlayerdown",
					    "testing", "dormant",    "up"};
	size_t n_names = sizeof(names) / sizeof(names[0]);

	return names[interface->operstate < n_names ? interface->operstate : 0];
}

static void print_interface(const struct interface *interface, FILE *stream)
{
	char mac[ROW_MAC_BYTES], address[ROW_ADDRESS_BYTES];
	size_t i;

	fprintf(stream, " %s", row_mac(interface, mac));
	for (i = 0; i < interface->n_addresses; i++)
		fprintf(stream, " %s", row_address(&interface->addresses[i], address));
}

int row_print_plain(const struct rows *rows, FILE *stream)
{
	size_t i;

	for (i = 0; i < rows->n; i++) {
		const struct row *row = &rows->items[i];
		_cleanup_free_ char *id = row_id_word(row);

		if (!id)
			return -ENOMEM;
		fputs(id, stream);
		if (row->interface)
			print_interface(row->interface, stream);
		fputc('\n', stream);
	}
	return 0;
}
