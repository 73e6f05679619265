// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * --wide: the rows as a table for people. Columns are as wide as their widest cell and two spaces
 * apart; what there is not is a dash, so that a column can be cut out by its number as well.
 */
#include "weave-ps/row.h"

#include <string.h>

enum column {
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_NETNS,
	COLUMN_INTERFACE,
	COLUMN_PEER,
	COLUMN_STATE,
	COLUMN_MAC,
	COLUMN_ADDRESSES, /* the last, as there may be spaces in it */
	N_COLUMNS,
};

static const char *const titles[N_COLUMNS] = {"ID",   "NAME",  "NETNS", "INTERFACE",
					      "PEER", "STATE", "MAC",	"ADDRESSES"};

struct line {
	char *cells[N_COLUMNS];
};

struct table {
	struct line *lines;
	size_t n;
	size_t widths[N_COLUMNS];
};

static void cleanup_table(struct table *table)
{
	size_t i, column;

	for (i = 0; i < table->n; i++)
		for (column = 0; column < N_COLUMNS; column++)
			free(table->lines[i].cells[column]);
	free(table->lines);
}

/* One of a pod as it can be given as a target: by itself its name says little. */
static char *name_cell(const struct container *container)
{
	char *name, *cell;

	if (!container || !container->name)
		return strdup("");
	if (!container->pod || !container->pod_namespace)
		return row_word(container->name);
	if (asprintf(&name, "%s/%s/%s", container->pod_namespace, container->pod, container->name) <
	    0)
		return NULL;
	cell = row_word(name);
	free(name);
	return cell;
}

static char *netns_cell(ino_t netns_ino)
{
	char *cell;

	if (!netns_ino)
		return strdup("");
	return asprintf(&cell, "%ju", (uintmax_t)netns_ino) < 0 ? NULL : cell;
}

static char *mac_cell(const struct interface *interface)
{
	char mac[ROW_MAC_BYTES];

	return strdup(row_mac(interface, mac));
}

static char *addresses_cell(const struct interface *interface)
{
	char *cell = calloc(interface->n_addresses + 1, ROW_ADDRESS_BYTES + sizeof(" "));
	char address[ROW_ADDRESS_BYTES];
	char *end = cell;
	size_t i;

	for (i = 0; cell && i < interface->n_addresses; i++) {
		end = stpcpy(end, i ? " " : "");
		end = stpcpy(end, row_address(&interface->addresses[i], address));
	}
	return cell;
}

static char *interface_cell(const struct interface *interface, enum column column)
{
	if (!interface)
		return strdup("");
	switch (column) {
	case COLUMN_INTERFACE:
		return row_word(interface->name);
	case COLUMN_PEER:
		return row_word(interface->peer);
	case COLUMN_STATE:
		return strdup(row_state(interface));
	case COLUMN_MAC:
		return mac_cell(interface);
	default:
		return addresses_cell(interface);
	}
}

static char *cell_of(const struct row *row, enum column column)
{
	switch (column) {
	case COLUMN_ID:
		return row_id_word(row);
	case COLUMN_NAME:
		return name_cell(row->target->container);
	case COLUMN_NETNS:
		return netns_cell(row->target->netns_ino);
	default:
		return interface_cell(row->interface, column);
	}
}

static int add_line(struct table *table, const struct row *row)
{
	struct line *line = &table->lines[table->n++];
	size_t column, width;

	for (column = 0; column < N_COLUMNS; column++) {
		line->cells[column] = cell_of(row, column);
		if (!line->cells[column])
			return -ENOMEM;
		width = strlen(line->cells[column]);
		if (width > table->widths[column])
			table->widths[column] = width;
	}
	return 0;
}

static void print_line(const struct table *table, const char *const *cells, FILE *stream)
{
	size_t column;

	for (column = 0; column < N_COLUMNS - 1; column++)
		fprintf(stream, "%-*s  ", (int)table->widths[column],
			*cells[column] ? cells[column] : "-");
	fprintf(stream, "%s\n", *cells[column] ? cells[column] : "-");
}

int row_print_table(const struct rows *rows, FILE *stream)
{
	_cleanup_(cleanup_table) struct table table = {0};
	size_t i, column;
	int r = 0;

	table.lines = calloc(rows->n + 1, sizeof(*table.lines));
	if (!table.lines)
		return -ENOMEM;
	for (column = 0; column < N_COLUMNS; column++)
		table.widths[column] = strlen(titles[column]);
	for (i = 0; r == 0 && i < rows->n; i++)
		r = add_line(&table, &rows->items[i]);
	if (r < 0)
		return r;
	print_line(&table, titles, stream);
	for (i = 0; i < table.n; i++)
		print_line(&table, (const char *const *)table.lines[i].cells, stream);
	return 0;
}
