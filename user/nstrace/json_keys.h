/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An object that grows key by key. What fails for want of memory leaves it broken, and what is
 * broken is never written: a line is whole or missing. So nobody has to look in between.
 */
#ifndef NSTRACE_JSON_KEYS_H
#define NSTRACE_JSON_KEYS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "lib/cleanup.h"

struct json_keys {
	json_t *json;
	bool is_broken;
};

/* type: the value of its first key, "type"; NULL: it has none. Ends with one of the last two. */
struct json_keys json_keys_new(const char *type);

/* Takes the value; NULL breaks the object. */
void json_keys_set(struct json_keys *keys, const char *key, json_t *value);

/* Takes an object with more of them; NULL likewise. */
void json_keys_merge(struct json_keys *keys, json_t *more);

void json_keys_text(struct json_keys *keys, const char *key, const char *text);

/* For text that is safe to print, and "" when it is unknown. */
void json_keys_name(struct json_keys *keys, const char *key, const char *text);

/* "comm", of a process that gave it to itself. */
void json_keys_comm(struct json_keys *keys, const char *hostile_comm);

void json_keys_bool(struct json_keys *keys, const char *key, bool value);
void json_keys_number(struct json_keys *keys, const char *key, uint64_t value);

/* For what is 0 when it is unknown. */
void json_keys_known(struct json_keys *keys, const char *key, uint64_t value);

/* The finished object, to go into another one; NULL if it is broken. */
json_t *json_keys_end(struct json_keys *keys);

/* The finished object is written out as a line. -ENOMEM if it is broken. */
int json_keys_write(struct json_keys *keys, FILE *file) warn_unused_result_;

#endif
