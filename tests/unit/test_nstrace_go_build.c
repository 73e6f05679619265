// SPDX-License-Identifier: GPL-2.0-or-later
/* The version of Go in what its linkers left, of every age. */
#include "nstrace_capture.h"

#include <string.h>

#include "nstrace/go_build.h"

#define BASE 0x400000

/* A program's memory: string headers and texts at BASE. */
struct memory {
	uint8_t bytes[128];
	size_t n_bytes;
};

static bool read_memory(uint64_t address, void *out, size_t n_bytes, void *userdata)
{
	const struct memory *memory = userdata;
	uint64_t at = address - BASE;

	if (at > memory->n_bytes || n_bytes > memory->n_bytes - at)
		return false;
	memcpy(out, memory->bytes + at, n_bytes);
	return true;
}

/* A string variable at BASE, of a program with pointers of so many bytes. */
static struct memory with_string(const char *text, uint64_t n_bytes, size_t pointer_bytes)
{
	const uint64_t text_at = BASE + 32;
	struct memory memory = {.n_bytes = 32 + strlen(text)};

	memcpy(memory.bytes, &text_at, pointer_bytes);
	memcpy(memory.bytes + pointer_bytes, &n_bytes, pointer_bytes);
	memcpy(memory.bytes + 32, text, strlen(text));
	return memory;
}

/* .go.buildinfo: the strings follow (since Go 1.18), or pointers to them stand in it. */
static size_t section_inline(uint8_t out[64], uint8_t length, const char *text)
{
	memset(out, 0, 64);
	memcpy(out, "\xff Go buildinf:\x08\x02", 16);
	out[32] = length;
	memcpy(out + 33, text, strlen(text));
	return 33 + strlen(text);
}

static size_t section_pointer(uint8_t out[64], size_t pointer_bytes, uint8_t flags)
{
	const uint64_t address = BASE;

	memset(out, 0, 64);
	memcpy(out, "\xff Go buildinf:", 14);
	out[14] = (uint8_t)pointer_bytes;
	out[15] = flags;
	memcpy(out + 16, &address, pointer_bytes);
	return 32;
}

static void assert_version(const uint8_t *section, size_t n_bytes, struct memory *memory,
			   bool is_64_bit, const char *expected)
{
	const struct go_memory go_memory = {read_memory, memory, is_64_bit};
	char version[GO_VERSION_MAX] = "untouched";
	bool found = go_build_info_version(section, n_bytes, &go_memory, version);

	assert_int_equal(found, expected != NULL);
	assert_string_equal(version, expected ? expected : "untouched");
}

static void test_inline(void **state)
{
	struct memory none = {};
	uint8_t section[64];

	(void)state;
	assert_version(section, section_inline(section, 8, "go1.22.1"), &none, true, "go1.22.1");
	assert_version(section, section_inline(section, 0, ""), &none, true, NULL);
	/* Longer than the section, and than any version. */
	assert_version(section, section_inline(section, 9, "go1.22.1"), &none, true, NULL);
	assert_version(section, section_inline(section, 200, "go1.22.1"), &none, true, NULL);
	assert_version(section, 32, &none, true, NULL);
	assert_version(section, 31, &none, true, NULL);
	section_inline(section, 8, "go1.22.1");
	section[1] = 'x';
	assert_version(section, 41, &none, true, NULL);
}

static void test_pointer(void **state)
{
	struct memory wide = with_string("go1.13.15", 9, 8), narrow = with_string("go1.17", 6, 4);
	struct memory huge = with_string("go1.13", UINT64_MAX, 8);
	uint8_t section[64];

	(void)state;
	assert_version(section, section_pointer(section, 8, 0), &wide, true, "go1.13.15");
	assert_version(section, section_pointer(section, 4, 0), &narrow, false, "go1.17");
	assert_version(section, section_pointer(section, 8, 0), &huge, true, NULL);
	/* Big endian is not for machines that this runs on. */
	assert_version(section, section_pointer(section, 8, 1), &wide, true, NULL);
	wide.n_bytes = 8;
	assert_version(section, section_pointer(section, 8, 0), &wide, true, NULL);
}

/* Go had no build info before 1.13: there is only the variable. */
static void test_variable(void **state)
{
	struct memory memory = with_string("go1.8.3", 7, 8);
	const struct go_memory go_memory = {read_memory, &memory, true};
	char version[GO_VERSION_MAX];

	(void)state;
	assert_true(go_build_string(BASE, &go_memory, version));
	assert_string_equal(version, "go1.8.3");
	assert_false(go_build_string(BASE + 1, &go_memory, version));
	memory.bytes[33] = '\0';
	assert_false(go_build_string(BASE, &go_memory, version));
}

static void test_minor(void **state)
{
	(void)state;
	assert_int_equal(go_build_minor("go1.9.7"), 9);
	assert_int_equal(go_build_minor("go1.10"), 10);
	assert_int_equal(go_build_minor("go1.22rc1"), 22);
	assert_int_equal(go_build_minor("devel +a1b2c3"), -1);
	assert_int_equal(go_build_minor(""), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inline),
		cmocka_unit_test(test_pointer),
		cmocka_unit_test(test_variable),
		cmocka_unit_test(test_minor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
