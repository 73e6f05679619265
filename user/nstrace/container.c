// SPDX-License-Identifier: GPL-2.0-or-later
/* The control group gives an id or a name; an id leads to the name in the files of the engines. */
#include "nstrace/container.h"

#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/escape.h"
#include "nstrace/container_cgroup.h"

#define ID_SHOWN       12		  /* as `docker ps` has it */
#define FILE_MAX_BYTES (16 * 1024 * 1024) /* far more than thousands of containers take */

static const char *const podman_lists[] = {
	"/var/lib/containers/storage/overlay-containers/containers.json",
	"/var/lib/containers/storage/overlay-containers/volatile-containers.json",
	"/run/containers/storage/overlay-containers/volatile-containers.json",
	NULL,
};

const struct container_places container_places = {
	.proc = "/proc",
	.docker = "/var/lib/docker/containers",
	.podman = podman_lists,
	.lab = "/run/nstrace-lab/containers.json",
};

static void json_free_value(json_t **value)
{
	json_decref(*value);
}

#define _cleanup_json_ _cleanup_(json_free_value)

/* NULL: it is not there, or not what we take for one. */
static json_t *read_json(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode) ||
	    status.st_size > FILE_MAX_BYTES)
		return NULL;
	return json_loadfd(fd, 0, NULL);
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool docker_name(const char *directory, const char *id, char *ret_name, size_t size)
{
	_cleanup_json_ json_t *config = NULL;
	char path[PATH_MAX];
	const char *name;

	if (snprintf(path, sizeof(path), "%s/%s/config.v2.json", directory, id) >=
	    (int)sizeof(path))
		return false;
	config = read_json(path);
	name = text_of(config, "Name");
	name += *name == '/';
	if (*name)
		escape_text(name, ret_name, size);
	return *name;
}

static bool podman_name(const char *list, const char *id, char *ret_name, size_t size)
{
	_cleanup_json_ json_t *containers = read_json(list);
	json_t *container;
	const char *name;
	size_t i;

	json_array_foreach(containers, i, container)
	{
		if (strcmp(text_of(container, "id"), id))
			continue;
		name = json_string_value(json_array_get(json_object_get(container, "names"), 0));
		if (name && *name)
			escape_text(name, ret_name, size);
		return name && *name;
	}
	return false;
}

/* The lab has no control groups: a container is known by its first process. */
static bool lab_name(const char *list, uint32_t tgid, char *ret_name, size_t size)
{
	_cleanup_json_ json_t *lab = read_json(list);
	json_t *container;
	size_t i;

	json_array_foreach(json_object_get(lab, "containers"), i, container)
	{
		if (json_integer_value(json_object_get(container, "pid")) != (json_int_t)tgid)
			continue;
		escape_text(text_of(container, "name"), ret_name, size);
		return *ret_name;
	}
	return false;
}

static bool engine_name(const struct container_places *places, const char *id, char *ret_name,
			size_t size)
{
	if (docker_name(places->docker, id, ret_name, size))
		return true;
	for (const char *const *list = places->podman; *list; list++)
		if (podman_name(*list, id, ret_name, size))
			return true;
	return false;
}

bool container_name(const struct container_places *places, uint32_t tgid, char *ret_name,
		    size_t size)
{
	struct container_cgroup cgroup;

	if (lab_name(places->lab, tgid, ret_name, size))
		return true;
	if (!container_cgroup_read(places->proc, tgid, &cgroup))
		return false;
	if (*cgroup.name)
		escape_text(cgroup.name, ret_name, size);
	else if (!engine_name(places, cgroup.id, ret_name, size))
		snprintf(ret_name, size, "%.*s", ID_SHOWN, cgroup.id);
	return true;
}
