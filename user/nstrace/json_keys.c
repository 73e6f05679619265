// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/json_keys.h"

#include "nstrace/json_value.h"
#include "nstrace/output.h"

struct json_keys json_keys_new(const char *type)
{
	struct json_keys keys = {.json = json_object()};

	if (type)
		json_keys_text(&keys, "type", type);
	return keys;
}

void json_keys_set(struct json_keys *keys, const char *key, json_t *value)
{
	keys->is_broken |= json_object_set_new(keys->json, key, value) != 0;
}

void json_keys_merge(struct json_keys *keys, json_t *more)
{
	keys->is_broken |= json_object_update(keys->json, more) != 0;
	json_decref(more);
}

void json_keys_text(struct json_keys *keys, const char *key, const char *text)
{
	json_keys_set(keys, key, json_string(text));
}

void json_keys_name(struct json_keys *keys, const char *key, const char *text)
{
	json_keys_set(keys, key, *text ? json_string(text) : json_null());
}

void json_keys_comm(struct json_keys *keys, const char *hostile_comm)
{
	json_keys_set(keys, "comm", json_value_comm(hostile_comm));
}

void json_keys_bool(struct json_keys *keys, const char *key, bool value)
{
	json_keys_set(keys, key, json_boolean(value));
}

void json_keys_number(struct json_keys *keys, const char *key, uint64_t value)
{
	json_keys_set(keys, key, json_value_number(value));
}

void json_keys_known(struct json_keys *keys, const char *key, uint64_t value)
{
	json_keys_set(keys, key, json_value_known(value));
}

json_t *json_keys_end(struct json_keys *keys)
{
	if (!keys->is_broken)
		return keys->json;
	json_decref(keys->json);
	return NULL;
}

int json_keys_write(struct json_keys *keys, FILE *file)
{
	json_t *value = json_keys_end(keys);
	int r;

	if (!value)
		return -ENOMEM;
	errno = 0;
	r = json_dumpf(value, file, JSON_COMPACT);
	json_decref(value);
	if (r < 0)
		return errno ? -errno : -EIO;
	fputc('\n', file);
	return output_flush(file);
}
