// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file is known by device and inode, so that a thousand processes of one program hold one
 * descriptor. Nothing is opened before it is known to be a regular file: opening a device acts.
 */
#include "nstrace/module_files.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 256 /* descriptors: a fourth of what a process usually gets */

/* The kernel's link to the very file that is mapped there; where it is refused (it wants
 * CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE), the path in the process's own root directory. */
static int stat_mapped(const struct mapped_file *mapped, char path[PATH_MAX], struct stat *ret)
{
	snprintf(path, PATH_MAX, "/proc/%u/map_files/%" PRIx64 "-%" PRIx64, mapped->tgid,
		 mapped->start, mapped->end);
	if (!stat(path, ret))
		return 0;
	snprintf(path, PATH_MAX, "/proc/%u/root%s", mapped->tgid, mapped->path);
	return stat(path, ret) ? -errno : 0;
}

static int open_file(struct module_file **files, const char *path, const struct stat *seen,
		     struct module_file **ret)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct module_file *file;

	if (fd < 0)
		return -errno;
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	file->key.dev = seen->st_dev;
	file->key.ino = seen->st_ino;
	HASH_ADD(hh, *files, key, sizeof(file->key), file);
	if (!file->hh.tbl) {
		free(file);
		return -ENOMEM;
	}
	file->fd = fd;
	fd = -1;
	*ret = file;
	return 0;
}

int module_files_get(struct module_file **files, const struct mapped_file *mapped,
		     struct module_file **ret)
{
	struct module_file *file, like = {};
	char path[PATH_MAX];
	struct stat seen;
	int r;

	r = stat_mapped(mapped, path, &seen);
	if (r < 0)
		return r;
	if (!S_ISREG(seen.st_mode))
		return -ENOEXEC;
	like.key.dev = seen.st_dev;
	like.key.ino = seen.st_ino;
	HASH_FIND(hh, *files, &like.key, sizeof(like.key), file);
	if (!file) {
		if (HASH_COUNT(*files) >= FILES_MAX)
			return -EMFILE;
		r = open_file(files, path, &seen, &file);
		if (r < 0)
			return r;
	}
	file->n_users++;
	*ret = file;
	return 0;
}

void module_files_put(struct module_file **files, struct module_file *file)
{
	if (!file || --file->n_users)
		return;
	HASH_DEL(*files, file);
	safe_close(file->fd);
	free(file);
}
