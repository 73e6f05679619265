// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The runtimes' own files: no daemon is needed for them, and they have the first process's time of
 * birth. That the file is there does not mean that the process still is.
 */
#include "containers/state.h"

#include <limits.h>
#include <string.h>
#include "containers/file.h"

/* runc's file begins with what we want; the rest, some 30 KB, is the container's configuration.
 * Parsing all that for 100 containers takes 60 ms. */
#define BEGINNING_BYTES 2048
#define CONFIG_KEY	",\"config\":"

/* NULL: the file is not laid out this way. Within a JSON text a quote stands behind a backslash, so
 * what looks like the key is one; if it is not the outermost object's, the braces don't match. */
static json_t *read_beginning(const char *path)
{
	_cleanup_free_ char *text = NULL;
	char *config;

	if (file_read(path, BEGINNING_BYTES, &text) < 0)
		return NULL;
	config = strstr(text, CONFIG_KEY);
	if (!config)
		return NULL;
	strcpy(config, "}");
	return json_loads(text, JSON_REJECT_DUPLICATES, NULL);
}

static int take(json_t *json, const char *tgid_key, const char *start_key,
		struct container *container)
{
	json_int_t tgid, start_ticks = 0;

	if (json_unpack(json, "{s:I, s?I}", tgid_key, &tgid, start_key, &start_ticks) < 0)
		return -EBADMSG;
	if (tgid < 1 || tgid > INT_MAX || start_ticks < 0)
		return -EBADMSG;
	container->init_tgid = (pid_t)tgid;
	container->init_start_ticks = (uint64_t)start_ticks;
	return 0;
}

static int read_runc(const char *path, struct container *container)
{
	_cleanup_json_ json_t *json = read_beginning(path);
	int r;

	if (json && take(json, "init_process_pid", "init_process_start", container) == 0)
		return 0;
	json_decref(json);
	json = NULL;
	r = file_read_json(path, &json);
	return r < 0 ? r : take(json, "init_process_pid", "init_process_start", container);
}

static int read_crun(const char *path, struct container *container)
{
	_cleanup_json_ json_t *json = NULL;
	int r;

	r = file_read_json(path, &json);
	return r < 0 ? r : take(json, "pid", "process-start-time", container);
}

int state_read(const char *directory, struct container *container)
{
	char path[PATH_MAX];
	int r;

	if (snprintf(path, sizeof(path), "%s/state.json", directory) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	r = read_runc(path, container);
	if (r != -ENOENT)
		return r;
	if (snprintf(path, sizeof(path), "%s/status", directory) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return read_crun(path, container);
}

int state_find(char *const *parents, struct container *container)
{
	char directory[PATH_MAX];
	int r = -ENOENT;

	for (; r == -ENOENT && *parents; parents++) {
		if (snprintf(directory, sizeof(directory), "%s/%s", *parents, container->id) >=
		    (int)sizeof(directory))
			return -ENAMETOOLONG;
		r = state_read(directory, container);
	}
	return r;
}
