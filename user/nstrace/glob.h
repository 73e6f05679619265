/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patterns for hostile text, as people write them: `*`, `?` and `[set]` as in a shell (a slash is
 * nothing special), `\` before what shall stand for itself, `\xNN` for a byte.
 */
#ifndef NSTRACE_GLOB_H
#define NSTRACE_GLOB_H

#include <stdbool.h>
#include <stdio.h>
#include "lib/cleanup.h"

/* What a person wrote becomes a pattern, the caller's to free(). -EINVAL: it is empty, a `[` is not
 * closed, or nothing that makes sense follows a `\`. */
int glob_parse(const char *text, char **ret) warn_unused_result_;

bool glob_matches(const char *pattern, const char *text);

/* Writes what a person would, in one word of printable ASCII, for exactly this text. */
void glob_quote(const char *text, FILE *file);

#endif
