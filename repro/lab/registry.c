// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files below /run: the list of containers; and if it is the lab's own /run, a bind mount of each
 * network namespace where `ip netns` looks for it. Those vanish with the lab's mount namespace.
 */
#include "lab/registry.h"

#include <fcntl.h>
#include <jansson.h>
#include <sys/mount.h>
#include <sys/stat.h>

static char *netns_path(const struct lab_container *container)
{
	char *path;

	return asprintf(&path, LAB_NETNS_DIR "/%s", container->name) < 0 ? NULL : path;
}

static int name_netns(const struct lab_container *container)
{
	_cleanup_free_ char *path = netns_path(container);
	_cleanup_close_ int fd = -1;
	char source[64];

	if (!path)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd < 0)
		return -errno;
	snprintf(source, sizeof(source), "/proc/%d/ns/net", container->tgid);
	return mount(source, path, NULL, MS_BIND, NULL) < 0 ? -errno : 0;
}

void registry_forget(const struct lab_container *container)
{
	_cleanup_free_ char *path = netns_path(container);

	if (!path)
		return;
	(void)umount2(path, MNT_DETACH);
	(void)unlink(path);
}

static json_t *container_to_json(const struct lab_container *container)
{
	return json_pack("{s:s, s:s, s:i}", "id", container->id, "name", container->name, "pid",
			 container->tgid);
}

static int list_containers(json_t *list, const struct lab_container *containers, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (containers[i].tgid &&
		    json_array_append_new(list, container_to_json(&containers[i])) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int replace_list(json_t *root)
{
	if (json_dump_file(root, LAB_CONTAINERS_FILE ".new", JSON_COMPACT) < 0)
		return -EIO;
	return rename(LAB_CONTAINERS_FILE ".new", LAB_CONTAINERS_FILE) < 0 ? -errno : 0;
}

int registry_write(const char *engine_name, const struct lab_container *containers, unsigned int n)
{
	json_t *list = json_array();
	json_t *root = json_pack("{s:s, s:s, s:o}", "engine", engine_name, "bridge", LAB_BRIDGE,
				 "containers", list);
	int r = -ENOMEM;

	if (root)
		r = list_containers(list, containers, n);
	if (r >= 0)
		r = replace_list(root);
	json_decref(root);
	return r;
}

static int name_all(const struct lab_container *containers, unsigned int n)
{
	unsigned int i;
	int r = 0;

	if (mkdir(LAB_NETNS_DIR, 0755) < 0)
		return -errno;
	for (i = 0; i < n && r >= 0; i++)
		r = name_netns(&containers[i]);
	return r;
}

int registry_open(const struct lab_engine *engine, const struct lab_container *containers,
		  unsigned int n)
{
	int r;

	if (mkdir(LAB_RUN_DIR, 0755) < 0 && errno != EEXIST)
		return -errno;
	r = engine->has_own_host ? name_all(containers, n) : 0;
	return r < 0 ? r : registry_write(engine->name, containers, n);
}

void registry_remove(void)
{
	(void)unlink(LAB_CONTAINERS_FILE);
	(void)unlink(LAB_CONTAINERS_FILE ".new");
	(void)unlink(LAB_ENGINE_SOCKET);
	(void)rmdir(LAB_RUN_DIR);
}
