// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Podman has no daemon. What it knows of a container stands in its storage, whose lists it replaces
 * as a whole, and what runs in the runtimes' own files. The places are those that storage.conf has
 * unless somebody changed it.
 */
#include "containers/podman.h"

#include <limits.h>
#include <string.h>
#include "containers/api.h"
#include "containers/file.h"
#include "containers/process.h"
#include "containers/state.h"

#define PODMAN_SOCKET "/run/podman/podman.sock"

/* Containers with --rm are volatile, from Podman 4.4 in a list of their own. */
static const char *const lists[] = {
	"/var/lib/containers/storage/overlay-containers/containers.json",
	"/var/lib/containers/storage/overlay-containers/volatile-containers.json",
	"/run/containers/storage/overlay-containers/volatile-containers.json",
	"/var/lib/containers/storage/vfs-containers/containers.json",
	"/var/lib/containers/storage/vfs-containers/volatile-containers.json",
	"/run/containers/storage/vfs-containers/volatile-containers.json",
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

static int read_files(struct search *search)
{
	char path[PATH_MAX];
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < sizeof(lists) / sizeof(lists[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", search->root, lists[i]);
		r = read_list(search, path);
		if (r < 0 && r != -ENOMEM)
			r = search_fail(search, lists[i], r);
	}
	return r;
}

int podman_read(struct search *search)
{
	int r;

	r = api_read_socket(search, PODMAN_SOCKET, "podman");
	return r == -ENOENT ? read_files(search) : r;
}
