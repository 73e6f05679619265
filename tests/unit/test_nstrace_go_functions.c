// SPDX-License-Identifier: GPL-2.0-or-later
/* Function tables as the linkers of Go 1.2, 1.16 and 1.18 lay them out, with three functions. */
#include "nstrace_capture.h"

#include <stdlib.h>
#include <string.h>

#include "nstrace/go_functions.h"

#define TEXT 0x401000

struct table {
	uint8_t bytes[512];
	size_t n_bytes;
};

static void put(struct table *table, size_t at, uint64_t number, size_t n_bytes)
{
	memcpy(table->bytes + at, &number, n_bytes);
	if (at + n_bytes > table->n_bytes)
		table->n_bytes = at + n_bytes;
}

static void put_text(struct table *table, size_t at, const char *text)
{
	memcpy(table->bytes + at, text, strlen(text) + 1);
	if (at + strlen(text) + 1 > table->n_bytes)
		table->n_bytes = at + strlen(text) + 1;
}

static struct table with_header(uint32_t magic)
{
	struct table table = {};

	put(&table, 0, magic, 4);
	put(&table, 6, 1, 1);
	put(&table, 7, 8, 1);
	put(&table, 8, 3, 8);
	return table;
}

/* Names at `names`; functions at TEXT, TEXT + 0x10 and + 0x40, up to TEXT + 0x80. */
static void put_functions(struct table *table, size_t functions, size_t descriptions, size_t names,
			  uint64_t base, size_t address_bytes)
{
	static const uint64_t entries[] = {TEXT, TEXT + 0x10, TEXT + 0x40, TEXT + 0x80};
	static const char *const texts[] = {"main.first", "main.second", "main.third"};

	for (size_t i = 0; i < 4; i++) {
		size_t pair = functions + i * 2 * address_bytes, description = 256 + 40 * i;

		put(table, pair, entries[i] - base, address_bytes);
		if (i == 3)
			break;
		put(table, pair + address_bytes, description - descriptions, address_bytes);
		put(table, description, entries[i] - base, address_bytes);
		put(table, description + address_bytes, 400 + 16 * i - names, 4);
		put_text(table, 400 + 16 * i, texts[i]);
	}
}

static struct table go_1_2(void)
{
	struct table table = with_header(0xfffffffb);

	put_functions(&table, 16, 0, 0, 0, 8);
	return table;
}

/* Names, units, files, values and functions, wherever the header says. The second function is of
 * unit 1, whose file 1 is "b.go"; its lines are 7 for 16 bytes, then 9 for 32. */
static struct table since_1_16(uint32_t magic, unsigned int first, uint64_t base,
			       size_t address_bytes)
{
	static const uint64_t places[] = {400, 460, 480, 500, 128};
	const uint64_t fields = 256 + 40 + address_bytes;
	struct table table = with_header(magic);

	for (size_t i = 0; i < 5; i++)
		put(&table, 8 + (first + i) * 8, places[i], 8);
	put_functions(&table, 128, 128, 400, base, address_bytes);
	put(&table, fields + 16, 1, 4); /* files */
	put(&table, fields + 20, 5, 4); /* lines */
	put(&table, fields + 28, 1, 4); /* unit */
	put(&table, 460 + 4 * 2, 6, 4);
	put_text(&table, 480, "a.go");
	put_text(&table, 486, "b.go");
	put(&table, 501, 2 << 1 | 0x30 << 8, 3); /* from -1 to 1, for 48 bytes */
	put(&table, 505, 8 << 1 | 0x10 << 8 | 2 << 17 | 0x20 << 24, 5); /* -1 + 8, then + 2 */
	return table;
}

static void assert_name(const struct table *table, uint64_t address, const char *expected)
{
	struct go_function function = {};
	bool found = go_functions_find(table->bytes, table->n_bytes, TEXT, address, &function);

	assert_int_equal(found, expected != NULL);
	if (expected)
		assert_string_equal(function.name, expected);
}

static void assert_names(const struct table *table)
{
	assert_name(table, TEXT - 1, NULL);
	assert_name(table, TEXT, "main.first");
	assert_name(table, TEXT + 0x0f, "main.first");
	assert_name(table, TEXT + 0x10, "main.second");
	assert_name(table, TEXT + 0x7f, "main.third");
	assert_name(table, TEXT + 0x80, NULL);
}

static void assert_line(const struct table *table, uint64_t address, const char *source,
			unsigned int line)
{
	struct go_function function = {};

	assert_true(go_functions_find(table->bytes, table->n_bytes, TEXT, address, &function));
	assert_int_equal(function.line, line);
	if (source)
		assert_string_equal(function.source, source);
	else
		assert_null(function.source);
}

static void test_1_2(void **state)
{
	struct table table = go_1_2();

	(void)state;
	assert_names(&table);
	assert_line(&table, TEXT + 0x10, NULL, 0);
}

static void assert_lines(const struct table *table)
{
	assert_line(table, TEXT + 0x10, "b.go", 7);
	assert_line(table, TEXT + 0x1f, "b.go", 7);
	assert_line(table, TEXT + 0x20, "b.go", 9);
	assert_line(table, TEXT + 0x3f, "b.go", 9);
}

static void test_1_16(void **state)
{
	struct table table = since_1_16(0xfffffffa, 2, 0, 8);

	(void)state;
	assert_names(&table);
	assert_lines(&table);
}

static void test_1_18(void **state)
{
	struct table table = since_1_16(0xfffffff0, 3, TEXT, 4);

	(void)state;
	assert_names(&table);
	assert_lines(&table);
	/* Linked with C, Go's text does not begin where .text does. */
	put(&table, 8 + 2 * 8, TEXT + 0x1000, 8);
	assert_name(&table, TEXT, NULL);
	assert_name(&table, TEXT + 0x1010, "main.second");
	put(&table, 0, 0xfffffff1, 4); /* Go 1.20 */
	assert_name(&table, TEXT + 0x1010, "main.second");
}

/* Whatever a table says, nothing beyond it is read: each test table, cut short and with each byte
 * made as large as it can be. Under valgrind or -fsanitize=address this tells more. */
static void test_lies(void **state)
{
	const struct table tables[] = {go_1_2(), since_1_16(0xfffffffa, 2, 0, 8),
				       since_1_16(0xfffffff0, 3, TEXT, 4)};
	struct go_function function;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t at = 0; at < tables[i].n_bytes; at++) {
			struct table lie = tables[i];
			uint8_t *cut = malloc(at + 1);

			memcpy(cut, lie.bytes, at);
			go_functions_find(cut, at, TEXT, TEXT + 0x11, &function);
			free(cut);
			lie.bytes[at] = 0xff;
			go_functions_find(lie.bytes, lie.n_bytes, TEXT, TEXT + 0x11, &function);
		}
	assert_false(go_functions_find((const uint8_t *)"none", 4, TEXT, TEXT, &function));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_1_2),
		cmocka_unit_test(test_1_16),
		cmocka_unit_test(test_1_18),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
