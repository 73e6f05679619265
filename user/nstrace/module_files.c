// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file is known by device and inode, so that a thousand processes of one program hold one
 * descriptor.
 */
#include "nstrace/module_files.h"

#define FILES_MAX 256 /* descriptors: a fourth of what a process usually gets */

static int add_file(struct module_file **files, const struct file_key *key, int fd,
		    struct module_file **ret)
{
	struct module_file *file;

	if (HASH_COUNT(*files) >= FILES_MAX)
		return -EMFILE;
	file = calloc(1, sizeof(*file));
	if (!file)
		return -ENOMEM;
	file->key = *key;
	HASH_ADD(hh, *files, key, sizeof(file->key), file);
	if (!file->hh.tbl) {
		free(file);
		return -ENOMEM;
	}
	file->fd = fd;
	*ret = file;
	return 0;
}

int module_files_get(struct module_file **files, const struct file_key *key, int fd,
		     struct module_file **ret)
{
	_cleanup_close_ int own_fd = fd;
	struct module_file *file;
	int r;

	HASH_FIND(hh, *files, key, sizeof(*key), file);
	if (!file) {
		r = add_file(files, key, fd, &file);
		if (r < 0)
			return r;
		own_fd = -1;
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
