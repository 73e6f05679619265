/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files that engines and runtimes leave for each other, read with a limit. */
#ifndef CONTAINERS_FILE_H
#define CONTAINERS_FILE_H

#include <glob.h>
#include <jansson.h>
#include <stdint.h>
#include "lib/cleanup.h"

#define FILE_MAX_BYTES (16 * 1024 * 1024) /* far more than thousands of containers take */

/* The first bytes of a regular file, at most max_bytes, with a NUL behind; the caller frees them.
 * -ENOENT, and -EBADMSG for what is no regular file. */
int file_read(const char *path, size_t max_bytes, char **ret_text) warn_unused_result_;

/* The whole file. -ENOENT; -EBADMSG when it is no JSON; -EFBIG. */
int file_read_json(const char *path, json_t **ret) warn_unused_result_;

/* NULL: it is no JSON. Numbers are all fractions if one is too large for json_int_t. */
json_t *json_read(const char *text, size_t n_bytes) warn_unused_result_;

/* Paths that match the pattern; flags: 0 or GLOB_APPEND. What is not there does not match. -EACCES
 * for a directory that could not be read: there may be more. */
int file_glob(const char *pattern, int flags, glob_t *paths) warn_unused_result_;

/* A number alone, as in a file of a process number. */
int file_read_tgid(const char *path, pid_t *ret) warn_unused_result_;

/* "2026-05-04T12:13:39.5309Z" or with an offset, as Go writes it -> since the epoch; 0: it is none
 * of our time. */
uint64_t parse_time(const char *text);

static inline void json_free_value(json_t **value)
{
	json_decref(*value);
}

#define _cleanup_json_ _cleanup_(json_free_value)

#endif
