/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that traced processes run code from, held open: a descriptor stays good when the
 * process has ended, when the file was deleted, and when its path is another file here.
 */
#ifndef NSTRACE_MODULE_FILES_H
#define NSTRACE_MODULE_FILES_H

#include <uthash.h>
#include "lib/cleanup.h"
#include "nstrace/image_reader.h"

struct module_file {
	struct file_key key;
	int fd; /* O_PATH: whoever reads it opens it, and may have to wait */
	unsigned int n_users;
	UT_hash_handle hh;
};

/* *files: the table, NULL at first. fd: of the file with this key; it is taken in any case. *ret is
 * the caller's to module_files_put(). A negative errno: -EMFILE if too many are held. */
int module_files_get(struct module_file **files, const struct file_key *key, int fd,
		     struct module_file **ret) warn_unused_result_;
void module_files_put(struct module_file **files, struct module_file *file);

#endif
