// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Section .go.buildinfo: 14 bytes of magic, the size of a pointer, flags. Since Go 1.18 the strings
 * follow at byte 32, each with its length as a varint before it; until then there were pointers to
 * string headers. See debug/buildinfo in Go's library.
 */
#include "nstrace/go_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC	     "\xff Go buildinf:"
#define MAGIC_BYTES  14
#define AT_POINTER   16
#define AT_STRINGS   32
#define F_BIG_ENDIAN 0x1
#define F_INLINE     0x2

static bool take_text(const uint8_t *text, uint64_t n_bytes, char ret[GO_VERSION_MAX])
{
	if (!n_bytes || n_bytes >= GO_VERSION_MAX || memchr(text, '\0', n_bytes))
		return false;
	memcpy(ret, text, n_bytes);
	ret[n_bytes] = '\0';
	return true;
}

static bool read_pointer(uint64_t address, const struct go_memory *memory, uint64_t *ret)
{
	uint32_t half;

	if (memory->is_64_bit)
		return memory->read(address, ret, sizeof(*ret), memory->userdata);
	if (!memory->read(address, &half, sizeof(half), memory->userdata))
		return false;
	*ret = half;
	return true;
}

bool go_build_string(uint64_t address, const struct go_memory *memory, char ret[GO_VERSION_MAX])
{
	uint64_t text_at, n_bytes;
	uint8_t text[GO_VERSION_MAX];

	if (!read_pointer(address, memory, &text_at) ||
	    !read_pointer(address + (memory->is_64_bit ? 8 : 4), memory, &n_bytes))
		return false;
	if (n_bytes >= sizeof(text) || !memory->read(text_at, text, n_bytes, memory->userdata))
		return false;
	return take_text(text, n_bytes, ret);
}

/* A text of less than 128 bytes: the version is the first, and is short. */
static bool take_inline(const uint8_t *section, size_t n_bytes, char ret[GO_VERSION_MAX])
{
	if (n_bytes <= AT_STRINGS || section[AT_STRINGS] > n_bytes - AT_STRINGS - 1)
		return false;
	return take_text(section + AT_STRINGS + 1, section[AT_STRINGS], ret);
}

bool go_build_info_version(const uint8_t *section, size_t n_bytes, const struct go_memory *memory,
			   char ret[GO_VERSION_MAX])
{
	uint64_t pointer = 0;
	uint8_t flags;

	if (n_bytes < AT_STRINGS || memcmp(section, MAGIC, MAGIC_BYTES))
		return false;
	flags = section[MAGIC_BYTES + 1];
	if (flags & F_INLINE)
		return take_inline(section, n_bytes, ret);
	if (flags & F_BIG_ENDIAN)
		return false;
	memcpy(&pointer, section + AT_POINTER, memory->is_64_bit ? 8 : 4);
	return go_build_string(pointer, memory, ret);
}

int go_build_minor(const char *version)
{
	int minor;

	return sscanf(version, "go1.%d", &minor) == 1 && minor >= 0 ? minor : -1;
}
