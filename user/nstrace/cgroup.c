// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A group is known by the inode of its directory, which is the kernel's number for it within a
 * hierarchy, and by the number of the hierarchy: 0 is version 2.
 */
#include "nstrace/cgroup.h"

#include <linux/magic.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

/* A line of /proc/self/mountinfo, as far as it matters: what stands before and behind its " - ". */
struct mount {
	dev_t device;
	char target[PATH_MAX];
	char type[32];
	char options[512]; /* of the file system: its controllers are among them */
};

static bool parse_mount(const char *line, struct mount *ret)
{
	const char *rest = strstr(line, " - ");
	unsigned int major_number, minor_number;

	if (!rest || sscanf(line, "%*u %*u %u:%u %*s %4095s", &major_number, &minor_number,
			    ret->target) != 3)
		return false;
	ret->device = makedev(major_number, minor_number);
	return sscanf(rest, " - %31s %*s %511s", ret->type, ret->options) == 2;
}

/* Of that device, or the first of version 2 if device is 0. */
static int find_mount(dev_t device, struct mount *ret)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	if (!file)
		return -errno;
	while (getline(&line, &size, file) >= 0)
		if (parse_mount(line, ret) &&
		    (device ? ret->device == device : !strcmp(ret->type, "cgroup2")))
			return 0;
	return -EINVAL;
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (strcspn(at, ",\n") == length && !strncmp(at, word, length))
			return true;
	return false;
}

/* Which line of /proc/PID/cgroup ("4:memory:/path") is about the hierarchy with these options. */
static int find_hierarchy(const char *options, uint32_t *ret)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/cgroup", "re");
	_cleanup_free_ char *line = NULL;
	char controller[64];
	unsigned int number;
	size_t size = 0;

	if (!file)
		return -errno;
	while (getline(&line, &size, file) >= 0) {
		if (sscanf(line, "%u:%63[^:,]", &number, controller) != 2 ||
		    !has_word(options, controller))
			continue;
		*ret = number;
		return strchr(controller, '=') ? -EOPNOTSUPP : 0;
	}
	return -EINVAL;
}

static int find_directory(const char *path, struct cgroup *ret)
{
	struct cgroup cgroup = {};
	struct statfs filesystem;
	struct mount mount;
	struct stat status;
	int r;

	if (stat(path, &status) || statfs(path, &filesystem))
		return -errno;
	if (!S_ISDIR(status.st_mode) ||
	    (filesystem.f_type != CGROUP2_SUPER_MAGIC && filesystem.f_type != CGROUP_SUPER_MAGIC))
		return -EINVAL;
	r = find_mount(status.st_dev, &mount);
	if (r >= 0 && filesystem.f_type == CGROUP_SUPER_MAGIC)
		r = find_hierarchy(mount.options, &cgroup.id.hierarchy);
	if (r < 0)
		return r;
	cgroup.id.id = status.st_ino;
	cgroup.mount = strdup(mount.target);
	if (!cgroup.mount)
		return -ENOMEM;
	*ret = cgroup;
	return 0;
}

int cgroup_find(const char *path, struct cgroup *ret)
{
	char below[2 * PATH_MAX];
	struct mount mount;
	int r;

	r = find_directory(path, ret);
	if ((r != -EINVAL && r != -ENOENT) || find_mount(0, &mount) < 0)
		return r;
	if (snprintf(below, sizeof(below), "%s/%s", mount.target, path) >= (int)sizeof(below))
		return r;
	return find_directory(below, ret) < 0 ? r : 0;
}

void cgroup_free(struct cgroup *cgroup)
{
	free(cgroup->mount);
	cgroup->mount = NULL;
}

/* From the group that path leads to, upwards to the mount. Cuts path. */
static bool is_below(const struct cgroup *cgroup, char *path)
{
	size_t root_bytes = strlen(cgroup->mount);
	struct stat status;

	for (;;) {
		char *slash = strrchr(path, '/');

		if (!stat(path, &status) && status.st_ino == cgroup->id.id)
			return true;
		if (!slash || (size_t)(slash - path) < root_bytes)
			return false;
		*slash = '\0';
	}
}

bool cgroup_has(const struct cgroup *cgroup, uint32_t tgid)
{
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *line = NULL;
	char path[2 * PATH_MAX];
	size_t size = 0;

	snprintf(path, sizeof(path), "/proc/%u/cgroup", tgid);
	file = fopen(path, "re");
	while (file && getline(&line, &size, file) >= 0) {
		const char *colon = strchr(line, ':');

		colon = colon ? strchr(colon + 1, ':') : NULL;
		if (!colon || strtoul(line, NULL, 10) != cgroup->id.hierarchy)
			continue;
		line[strcspn(line, "\n")] = '\0';
		if (snprintf(path, sizeof(path), "%s%s", cgroup->mount, colon + 1) <
		    (int)sizeof(path))
			return is_below(cgroup, path);
	}
	return false;
}
