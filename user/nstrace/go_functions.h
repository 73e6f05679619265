/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of a Go program's functions, from the table that its own runtime uses: it is there even
 * when the symbols were stripped. Little endian only. Hostile text: escape it.
 */
#ifndef NSTRACE_GO_FUNCTIONS_H
#define NSTRACE_GO_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct go_function {
	const char *name;   /* in the table */
	const char *source; /* likewise; NULL: not known, as before Go 1.16 */
	unsigned int line;  /* 0: not known */
};

/* table: the section .gopclntab; text_start: where .text begins, unless the table knows. False: the
 * address is in none of its functions, or the table makes no sense. */
bool go_functions_find(const uint8_t *table, size_t n_bytes, uint64_t text_start, uint64_t address,
		       struct go_function *ret);

#endif
