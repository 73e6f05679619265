// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A header, then pairs of a function's address and of where its description is, in ascending order.
 * Go 1.2, 1.16, 1.18 and 1.20 each have their magic; since 1.18 addresses count from the beginning
 * of the text. See debug/gosym in Go's library. Every read is checked: the table may say anything.
 */
#include "nstrace/go_functions.h"

#include <string.h>

#define MAGIC_1_2  0xfffffffb
#define MAGIC_1_16 0xfffffffa
#define MAGIC_1_18 0xfffffff0
#define MAGIC_1_20 0xfffffff1

struct table {
	const uint8_t *bytes;
	size_t n_bytes;
	uint64_t base;	  /* is added to what the table has for addresses */
	uint64_t quantum; /* of the length of instructions */
	size_t address_bytes, pointer_bytes;
	uint64_t n_functions;
	/* Where things are in the table; 0 for the last three: not known. */
	uint64_t functions, descriptions, names, units, files, values;
};

/* What does not fit is 0, which leads to no name. */
static uint64_t read_number(const struct table *table, uint64_t at, size_t n_bytes)
{
	uint64_t number = 0;

	if (at <= table->n_bytes && n_bytes <= table->n_bytes - at)
		memcpy(&number, table->bytes + at, n_bytes);
	return number;
}

static uint64_t header_word(const struct table *table, unsigned int word)
{
	return read_number(table, 8 + word * table->pointer_bytes, table->pointer_bytes);
}

/* first: the header's word for the table of names; those of the others follow. */
static void place_since_1_16(struct table *table, unsigned int first)
{
	table->names = header_word(table, first);
	table->units = header_word(table, first + 1);
	table->files = header_word(table, first + 2);
	table->values = header_word(table, first + 3);
	table->functions = table->descriptions = header_word(table, first + 4);
}

static bool read_header(struct table *table, uint64_t text_start)
{
	uint64_t magic = read_number(table, 0, 4);

	table->quantum = read_number(table, 6, 1);
	table->pointer_bytes = table->address_bytes = read_number(table, 7, 1);
	if (table->pointer_bytes != 4 && table->pointer_bytes != 8)
		return false;
	table->n_functions = header_word(table, 0);
	if (magic == MAGIC_1_2) {
		table->functions = 8 + table->pointer_bytes;
	} else if (magic == MAGIC_1_16) {
		place_since_1_16(table, 2);
	} else if (magic == MAGIC_1_18 || magic == MAGIC_1_20) {
		place_since_1_16(table, 3);
		table->address_bytes = 4;
		/* Programs that can be loaded anywhere have it only once they are loaded. */
		table->base = header_word(table, 2) ? header_word(table, 2) : text_start;
	} else {
		return false;
	}
	return table->n_functions < table->n_bytes / 2 / table->address_bytes;
}

static uint64_t pair_at(const struct table *table, uint64_t index)
{
	return table->functions + index * 2 * table->address_bytes;
}

/* Behind the last function there is the address of the end. */
static uint64_t entry_of(const struct table *table, uint64_t index)
{
	return table->base + read_number(table, pair_at(table, index), table->address_bytes);
}

static bool search(const struct table *table, uint64_t address, uint64_t *ret_index)
{
	uint64_t low = 0, high = table->n_functions;

	if (!high || address < entry_of(table, 0) || address >= entry_of(table, high))
		return false;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (entry_of(table, middle) <= address)
			low = middle;
		else
			high = middle;
	}
	*ret_index = low;
	return true;
}

static const char *text_at(const struct table *table, uint64_t at)
{
	if (at >= table->n_bytes || !memchr(table->bytes + at, '\0', table->n_bytes - at))
		return NULL;
	return (const char *)table->bytes + at;
}

static uint64_t read_varint(const struct table *table, uint64_t *at)
{
	uint64_t number = 0, byte;
	unsigned int shift = 0;

	do {
		byte = read_number(table, (*at)++, 1);
		number |= (byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && shift < 35);
	return number;
}

/* A value that changes along a function: steps of the value, and of the address up to which it
 * holds. The first step may be 0, a later one is the end. */
static int64_t value_at(const struct table *table, uint64_t at, uint64_t entry, uint64_t address)
{
	uint64_t step, until = entry, first = at;
	int64_t value = -1;

	while (until <= address) {
		bool is_first = at == first;

		step = read_varint(table, &at);
		if (at > table->n_bytes || (!step && !is_first))
			return -1;
		value += step & 1 ? ~(int64_t)(step >> 1) : (int64_t)(step >> 1);
		until += read_varint(table, &at) * table->quantum;
	}
	return value;
}

/* Behind address and name: three numbers, then where the values for file and line are, one more,
 * and the unit, by which files are numbered. */
static void find_source(const struct table *table, uint64_t description, uint64_t entry,
			uint64_t address, struct go_function *ret)
{
	uint64_t fields = description + table->address_bytes;
	uint64_t file_values = table->values + read_number(table, fields + 16, 4);
	uint64_t line_values = table->values + read_number(table, fields + 20, 4);
	uint64_t unit = read_number(table, fields + 28, 4);
	int64_t file = value_at(table, file_values, entry, address);
	int64_t line = value_at(table, line_values, entry, address);

	if (file < 0 || line <= 0)
		return;
	ret->source = text_at(
		table,
		table->files + read_number(table, table->units + 4 * (unit + (uint64_t)file), 4));
	ret->line = ret->source ? (unsigned int)line : 0;
}

bool go_functions_find(const uint8_t *bytes, size_t n_bytes, uint64_t text_start, uint64_t address,
		       struct go_function *ret)
{
	struct table table = {.bytes = bytes, .n_bytes = n_bytes};
	struct go_function function = {};
	uint64_t index, description;

	if (!read_header(&table, text_start) || !search(&table, address, &index))
		return false;
	description = table.descriptions + read_number(&table,
						       pair_at(&table, index) + table.address_bytes,
						       table.address_bytes);
	function.name = text_at(
		&table, table.names + read_number(&table, description + table.address_bytes, 4));
	if (!function.name || !*function.name)
		return false;
	if (table.values)
		find_source(&table, description, entry_of(&table, index), address, &function);
	*ret = function;
	return true;
}
