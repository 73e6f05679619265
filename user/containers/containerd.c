// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * containerd keeps a directory for each running container, <state>/<task>/<namespace>/<id>/, with
 * the number of its first process and what Kubernetes calls it. The directory is there before the
 * process and after it. Docker's containers, in the namespace "moby", are Docker's to tell.
 */
#include "containers/containerd.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include "containers/file.h"
#include "containers/process.h"
#include "containers/state.h"
#include "lib/clock.h"

#define TASKS	"io.containerd.runtime.v2.task"
#define RUNTIME "/run/containerd/runc" /* whatever the state directory */
#define CRI	"io.kubernetes.cri."

static const char *const states[] = {
	"/run/containerd",
	"/run/k3s/containerd",
	"/var/snap/microk8s/common/run/containerd",
};

/* Where one namespace's containers are. */
struct tasks {
	char directory[PATH_MAX];
	char runtime[PATH_MAX];
};

static int copy(const json_t *annotations, const char *key, char **ret)
{
	return container_copy_word(json_string_value(json_object_get(annotations, key)), ret);
}

/* Without Kubernetes a container's id is what its user called it. */
static int read_names(const char *path, struct container *container)
{
	_cleanup_json_ json_t *config = NULL;
	const json_t *annotations;
	int r;

	r = file_read_json(path, &config);
	if (r < 0)
		return r == -ENOENT ? -ESRCH : r;
	annotations = json_object_get(config, "annotations");
	r = copy(annotations, CRI "container-name", &container->name);
	if (r == 0)
		r = copy(annotations, CRI "sandbox-name", &container->pod);
	if (r == 0)
		r = copy(annotations, CRI "sandbox-namespace", &container->pod_namespace);
	if (r == 0 && !container->pod && !container->name)
		container->name = strdup(container->id);
	return r == 0 && !container->pod && !container->name ? -ENOMEM : r;
}

static uint64_t modified_nsec(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return 0;
	return (uint64_t)status.st_mtim.tv_sec * NSEC_PER_SEC + (uint64_t)status.st_mtim.tv_nsec;
}

/* Runtimes other than runc and crun leave only the number. */
static int read_init(const struct tasks *tasks, struct container *container)
{
	char path[PATH_MAX];
	int r;

	r = state_find((char *[]){(char *)tasks->runtime, NULL}, container);
	if (r == -ENOENT) {
		if (snprintf(path, sizeof(path), "%s/%s/init.pid", tasks->directory,
			     container->id) >= (int)sizeof(path))
			return -ENAMETOOLONG;
		r = file_read_tgid(path, &container->init_tgid);
	}
	if (r < 0)
		return r == -ENOENT ? -ESRCH : r;
	return process_check(container);
}

/* -ESRCH: it does not run. Its configuration is whole once it has a process. */
static int read_container(const struct tasks *tasks, const char *id, struct container *container)
{
	char path[PATH_MAX];
	int r;

	container->id = strdup(id);
	if (!container->id)
		return -ENOMEM;
	r = read_init(tasks, container);
	if (r < 0)
		return r;
	if (snprintf(path, sizeof(path), "%s/%s/config.json", tasks->directory, id) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	container->created_nsec = modified_nsec(path);
	return read_names(path, container);
}

static int add(struct search *search, const struct tasks *tasks, const char *id)
{
	_cleanup_container_ struct container container = {.engine = "containerd"};
	int r;

	r = read_container(tasks, id, &container);
	if (r == -ESRCH)
		return 0;
	if (r < 0)
		return r;
	return search_add(search, &container);
}

static int open_directory(const char *path, DIR **ret)
{
	DIR *directory = opendir(path);

	if (!directory)
		return -errno;
	*ret = directory;
	return 0;
}

/* Names of containers and of namespaces are alike. */
/* 1, and a name; 0 behind the last. */
static int next_name(DIR *directory, const char **ret)
{
	const struct dirent *entry;

	errno = 0;
	while ((entry = readdir(directory))) {
		if (container_id_is_valid(entry->d_name)) {
			*ret = entry->d_name;
			return 1;
		}
	}
	return -errno;
}

static int read_tasks(struct search *search, const struct tasks *tasks)
{
	_cleanup_closedir_ DIR *directory = NULL;
	const char *id = NULL;
	int r;

	r = open_directory(tasks->directory, &directory);
	while (r == 0 && (r = next_name(directory, &id)) > 0)
		r = add(search, tasks, id);
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

static bool is_dockers(const char *namespace)
{
	return !strcmp(namespace, "moby") || !strcmp(namespace, "plugins.moby");
}

static int read_namespaces(struct search *search, const char *state)
{
	char path[PATH_MAX];
	_cleanup_closedir_ DIR *directory = NULL;
	const char *namespace = NULL;
	struct tasks tasks;
	int r;

	snprintf(path, sizeof(path), "%s%s/" TASKS, search->root, state);
	r = open_directory(path, &directory);
	while (r == 0 && (r = next_name(directory, &namespace)) > 0) {
		r = 0;
		if (is_dockers(namespace))
			continue;
		snprintf(tasks.directory, sizeof(tasks.directory), "%s%s/" TASKS "/%s",
			 search->root, state, namespace);
		snprintf(tasks.runtime, sizeof(tasks.runtime), "%s" RUNTIME "/%s", search->root,
			 namespace);
		r = read_tasks(search, &tasks);
	}
	return r == -ENOENT ? 0 : r;
}

int containerd_read(struct search *search)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < sizeof(states) / sizeof(states[0]); i++) {
		r = read_namespaces(search, states[i]);
		if (r < 0 && r != -ENOMEM)
			r = search_fail(search, states[i], r);
	}
	return r;
}
