/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which Go a program was built with, from the bytes that its linker left. Hostile text: escape it.
 */
#ifndef NSTRACE_GO_BUILD_H
#define NSTRACE_GO_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GO_VERSION_MAX 32

/* Reads the program's memory as its file has it. */
struct go_memory {
	bool (*read)(uint64_t address, void *out, size_t n_bytes, void *userdata);
	void *userdata;
	bool is_64_bit;
};

/* "go1.19.8", from the section .go.buildinfo: since Go 1.13. Little endian only. */
bool go_build_info_version(const uint8_t *section, size_t n_bytes, const struct go_memory *memory,
			   char ret[GO_VERSION_MAX]);

/* A Go string variable, as runtime.buildVersion is. */
bool go_build_string(uint64_t address, const struct go_memory *memory, char ret[GO_VERSION_MAX]);

/* The 9 of "go1.9.7"; -1 for what is no release of Go 1 ("devel +a1b2c3"). */
int go_build_minor(const char *version);

#endif
