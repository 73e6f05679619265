// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/nsid_mounts.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "lib/escape.h"

struct mount {
	uint32_t ino;
	UT_hash_handle hh;
	char name[NSID_NAME_MAX];
};

struct nsid_mounts {
	const char *const *directories;
	dev_t nsfs; /* the file system that namespaces are files of */
	struct mount *mounts;
};

int nsid_mounts_new(const char *const *directories, struct nsid_mounts **ret)
{
	struct nsid_mounts *mounts;
	struct stat status;

	if (stat("/proc/self/ns/net", &status))
		return -errno;
	mounts = calloc(1, sizeof(*mounts));
	if (!mounts)
		return -ENOMEM;
	mounts->directories = directories;
	mounts->nsfs = status.st_dev;
	*ret = mounts;
	return 0;
}

static void forget(struct nsid_mounts *mounts)
{
	struct mount *mount, *next;

	HASH_ITER(hh, mounts->mounts, mount, next) {
		HASH_DEL(mounts->mounts, mount);
		free(mount);
	}
}

void nsid_mounts_free(struct nsid_mounts *mounts)
{
	if (!mounts)
		return;
	forget(mounts);
	free(mounts);
}

static struct mount *find(const struct nsid_mounts *mounts, uint32_t ino)
{
	struct mount *mount;

	HASH_FIND(hh, mounts->mounts, &ino, sizeof(ino), mount);
	return mount;
}

static void add(struct nsid_mounts *mounts, uint32_t ino, const char *name)
{
	struct mount *mount;

	if (find(mounts, ino))
		return; /* a second name, or the same directory by its other path */
	mount = calloc(1, sizeof(*mount));
	if (!mount)
		return;
	mount->ino = ino;
	escape_text(name, mount->name, sizeof(mount->name));
	HASH_ADD(hh, mounts->mounts, ino, sizeof(ino), mount);
	if (!mount->hh.tbl)
		free(mount);
}

static void look_in(struct nsid_mounts *mounts, const char *directory)
{
	_cleanup_closedir_ DIR *dir = opendir(directory);
	struct dirent *entry;
	struct stat status;

	while (dir && (entry = readdir(dir)))
		if (!fstatat(dirfd(dir), entry->d_name, &status, 0) &&
		    status.st_dev == mounts->nsfs)
			add(mounts, (uint32_t)status.st_ino, entry->d_name);
}

void nsid_mounts_look(struct nsid_mounts *mounts)
{
	forget(mounts);
	for (const char *const *directory = mounts->directories; *directory; directory++)
		look_in(mounts, *directory);
}

const char *nsid_mounts_find(const struct nsid_mounts *mounts, uint32_t ino)
{
	const struct mount *mount = find(mounts, ino);

	return mount ? mount->name : NULL;
}
