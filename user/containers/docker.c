// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Docker. Its containers can run without their daemon: while it is restarted, with live-restore, or
 * after it was killed. Then the files say what the daemon would have: the runtime's who runs, and
 * the daemon's own how they are called.
 */
#include "containers/docker.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include "containers/file.h"
#include "containers/process.h"
#include "containers/state.h"

#define DOCKER_SOCKET "/run/docker.sock"
#define PODMAN_SOCKET "/run/podman/podman.sock"
#define STATES	      "/run/docker/runtime-*/moby/*"
#define CONTAINERS    "/var/lib/docker/containers"

/* Where the runtime's own configurations are, of the daemon's containerd or the machine's. */
static const char *const bundles[] = {
	"/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby",
	"/run/containerd/io.containerd.runtime.v2.task/moby",
};

static const char *hostname_file(const json_t *bundle)
{
	const json_t *mount;
	size_t i;

	json_array_foreach(json_object_get(bundle, "mounts"), i, mount)
	{
		const char *to = json_string_value(json_object_get(mount, "destination"));

		if (to && !strcmp(to, "/etc/hostname"))
			return json_string_value(json_object_get(mount, "source"));
	}
	return NULL;
}

/* "/files/containers/<id>/hostname" -> "/files/containers" */
static bool cut_directory(const char *hostname, char *ret, size_t size)
{
	int i;

	if (!hostname || strlen(hostname) >= size)
		return false;
	strcpy(ret, hostname);
	for (i = 0; i < 2; i++) {
		char *last = strrchr(ret, '/');

		if (!last)
			return false;
		*last = '\0';
	}
	return true;
}

/* Who has told the daemon to keep its files elsewhere: it mounts one of them, or one of another
 * container whose network it shares, as the container's /etc/hostname. */
static int read_moved_config(const struct search *search, const char *id, json_t **ret)
{
	char directory[PATH_MAX], path[2 * PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++) {
		_cleanup_json_ json_t *bundle = NULL;

		snprintf(path, sizeof(path), "%s%s/%s/config.json", search->root, bundles[i], id);
		if (file_read_json(path, &bundle) < 0 ||
		    !cut_directory(hostname_file(bundle), directory, sizeof(directory)))
			continue;
		snprintf(path, sizeof(path), "%s/%s/config.v2.json", directory, id);
		return file_read_json(path, ret);
	}
	return -ENOENT;
}

static int read_config(const struct search *search, const char *id, json_t **ret)
{
	char path[PATH_MAX];
	int r;

	if (snprintf(path, sizeof(path), "%s" CONTAINERS "/%s/config.v2.json", search->root, id) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	r = file_read_json(path, ret);
	return r == -ENOENT ? read_moved_config(search, id, ret) : r;
}

static int take_config(const json_t *config, struct container *container)
{
	const char *name = json_string_value(json_object_get(config, "Name"));
	const char *created = json_string_value(json_object_get(config, "Created"));

	if (!name || !created)
		return -EBADMSG;
	container->created_nsec = parse_time(created);
	container->name = strdup(name + (*name == '/'));
	return container->name ? 0 : -ENOMEM;
}

/* -ESRCH: it does not run. */
static int read_container(const struct search *search, const char *directory,
			  struct container *container)
{
	_cleanup_json_ json_t *config = NULL;
	int r;

	container->id = strdup(strrchr(directory, '/') + 1);
	if (!container->id)
		return -ENOMEM;
	r = state_read(directory, container);
	if (r == -ENOENT)
		return -ESRCH;
	if (r == 0)
		r = process_check(container);
	if (r == 0)
		r = read_config(search, container->id, &config);
	return r < 0 ? r : take_config(config, container);
}

static int add(struct search *search, const char *directory)
{
	_cleanup_container_ struct container container = {.engine = "docker"};
	int r;

	r = read_container(search, directory, &container);
	if (r == -ESRCH)
		return 0;
	if (r < 0)
		return r;
	return search_add(search, &container);
}

/* Containers without their daemon. When a name is not where it should be, this failed as the daemon
 * did: they run, but nobody says what they are. */
static int read_files(struct search *search)
{
	_cleanup_(globfree) glob_t states = {0};
	char pattern[PATH_MAX];
	size_t i;
	int r;

	snprintf(pattern, sizeof(pattern), "%s" STATES, search->root);
	r = file_glob(pattern, 0, &states);
	if (r < 0)
		return r == -ENOMEM ? r : search_fail(search, pattern, r);
	for (i = 0; r == 0 && i < states.gl_pathc; i++) {
		r = add(search, states.gl_pathv[i]);
		if (r < 0 && r != -ENOMEM)
			r = search_fail(search, DOCKER_SOCKET, -ECONNREFUSED);
	}
	return r;
}

/* Some make Docker's socket a link to Podman's. */
static bool is_podman(const struct search *search)
{
	char path[PATH_MAX];
	struct stat docker, podman;

	snprintf(path, sizeof(path), "%s" DOCKER_SOCKET, search->root);
	if (stat(path, &docker) < 0)
		return false;
	snprintf(path, sizeof(path), "%s" PODMAN_SOCKET, search->root);
	return stat(path, &podman) == 0 && docker.st_dev == podman.st_dev &&
	       docker.st_ino == podman.st_ino;
}

int docker_read(struct search *search)
{
	int r;

	if (is_podman(search))
		return 0;
	r = search_ask(search, DOCKER_SOCKET, "docker");
	return r == -ENOENT ? read_files(search) : r;
}
