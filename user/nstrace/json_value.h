/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values that every JSON output writes alike. Each returns a new value, or NULL for want of memory,
 * which jansson's functions that put it somewhere take for a failure of theirs.
 */
#ifndef NSTRACE_JSON_VALUE_H
#define NSTRACE_JSON_VALUE_H

#include <jansson.h>
#include <stdint.h>
#include "nstrace/nsid_name.h"
#include "nstrace/suppressions.h"

json_t *json_value_number(uint64_t value);

/* Takes both, and gives back the list with the item behind the others. If either is NULL the other
 * goes too, and the result is NULL. */
json_t *json_value_append(json_t *list, json_t *item);

/* null for 0: what is not known */
json_t *json_value_known(uint64_t value);

/* Text of any length, escaped. */
json_t *json_value_escaped(const char *hostile_text);

/* A name of up to NSTRACE_COMM_LEN bytes that a process gave itself. */
json_t *json_value_comm(const char *hostile_comm);

/* What the place of somebody in a namespace of this kind is called: "netns", or "namespace". */
const char *json_value_place(uint32_t kind);

/* {"ino", "cookie", "name"}, or null for a namespace that is not known. Where there is no name but
 * a process, "process": {"pid", "comm"} follows. */
json_t *json_value_nsid(struct nsid_names *names, const struct nstrace_nsid *nsid,
			uint64_t now_nsec);

/* How often each entry was used: [{"file", "line", "name", "used"}]. */
json_t *json_value_suppressions(const struct suppressions *suppressions);

#endif
