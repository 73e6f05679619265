// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Podman has no daemon. What it knows of a container stands in its storage, whose lists it replaces
 * as a whole, and what runs in the runtimes' own files. Where the storage is, storage.conf says.
 */
#include "containers/podman.h"

#include <limits.h>
#include <string.h>
#include "containers/file.h"
#include "containers/process.h"
#include "containers/state.h"

#define PODMAN_SOCKET		"/run/podman/podman.sock"
#define CONFIGURATION_MAX_BYTES (64 * 1024)

/* Where Podman keeps what. */
struct places {
	char storage[PATH_MAX];		 /* "graphroot" */
	char volatile_storage[PATH_MAX]; /* "runroot" */
};

/* -ESRCH: it does not run. */
static int read_init(const struct search *search, struct container *container)
{
	char runc[PATH_MAX], crun[PATH_MAX];
	int r;

	snprintf(runc, sizeof(runc), "%s/run/runc", search->root);
	snprintf(crun, sizeof(crun), "%s/run/crun", search->root);
	r = state_find((char *[]){runc, crun, NULL}, container);
	if (r < 0)
		return r == -ENOENT ? -ESRCH : r;
	return process_check(container);
}

static int read_container(const struct search *search, const json_t *json,
			  struct container *container)
{
	const char *id = json_string_value(json_object_get(json, "id"));
	const char *created = json_string_value(json_object_get(json, "created"));
	const char *name = json_string_value(json_array_get(json_object_get(json, "names"), 0));

	if (!id || !container_id_is_valid(id))
		return -EBADMSG;
	container->id = strdup(id);
	container->name = name ? strdup(name) : NULL;
	if (!container->id || (name && !container->name))
		return -ENOMEM;
	container->created_nsec = created ? parse_time(created) : 0;
	return read_init(search, container);
}

static int add(struct search *search, const json_t *json)
{
	_cleanup_container_ struct container container = {.engine = "podman"};
	int r;

	r = read_container(search, json, &container);
	if (r == -ESRCH)
		return 0;
	if (r < 0)
		return r;
	return search_add(search, &container);
}

static int read_list(struct search *search, const char *path)
{
	_cleanup_json_ json_t *list = NULL;
	json_t *json;
	size_t i;
	int r;

	r = file_read_json(path, &list);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (!json_is_array(list))
		return -EBADMSG;
	json_array_foreach(list, i, json)
	{
		r = add(search, json);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The lists of one storage: a directory for each of its drivers, "overlay-containers", and in it
 * "containers.json" and, of those with --rm, "volatile-containers.json". */
static int read_storage(struct search *search, const char *storage)
{
	_cleanup_(globfree) glob_t lists = {0};
	char pattern[PATH_MAX + 64];
	size_t i;
	int r;

	snprintf(pattern, sizeof(pattern), "%s%s/*-containers/*containers.json", search->root,
		 storage);
	r = file_glob(pattern, 0, &lists);
	if (r < 0)
		return r == -ENOMEM ? r : search_fail(search, storage, r);
	for (i = 0; r == 0 && i < lists.gl_pathc; i++) {
		r = read_list(search, lists.gl_pathv[i]);
		if (r < 0 && r != -ENOMEM)
			r = search_fail(search, lists.gl_pathv[i], r);
	}
	return r;
}

/* The file is TOML; what we want of it is a line of its own, `graphroot = "/path"`. */
static void read_configuration(const struct search *search, const char *file, struct places *places)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_MAX], *line, *rest;

	snprintf(path, sizeof(path), "%s%s", search->root, file);
	if (file_read(path, CONFIGURATION_MAX_BYTES, &text) < 0)
		return;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		sscanf(line, " graphroot = \"%4095[^\"]", places->storage);
		sscanf(line, " runroot = \"%4095[^\"]", places->volatile_storage);
	}
}

static int read_files(struct search *search)
{
	struct places places = {.storage = "/var/lib/containers/storage",
				.volatile_storage = "/run/containers/storage"};
	int r;

	/* The administrator's file goes before that of the distribution. */
	read_configuration(search, "/usr/share/containers/storage.conf", &places);
	read_configuration(search, "/etc/containers/storage.conf", &places);
	r = read_storage(search, places.storage);
	return r < 0 ? r : read_storage(search, places.volatile_storage);
}

int podman_read(struct search *search)
{
	int r;

	r = search_ask(search, PODMAN_SOCKET, "podman");
	return r == -ENOENT ? read_files(search) : r;
}
