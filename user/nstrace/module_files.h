/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that traced processes run code from, held open: a descriptor stays good when the
 * process has ended, when the file was deleted, and when its path is another file here.
 */
#ifndef NSTRACE_MODULE_FILES_H
#define NSTRACE_MODULE_FILES_H

#include <stdint.h>
#include <sys/types.h>
#include <uthash.h>
#include "lib/cleanup.h"

struct module_file {
	struct {
		dev_t dev;
		ino_t ino;
	} key;
	int fd;
	unsigned int n_users;
	UT_hash_handle hh;
};

/* A mapped file of a process, as /proc/PID/maps has it. */
struct mapped_file {
	uint32_t tgid;
	uint64_t start; /* of one of its mappings, exactly */
	uint64_t end;
	const char *path; /* as the process sees it; it may be another file by now */
};

/* *files: the table, NULL at first. *ret is the caller's to module_files_put(). A negative errno:
 * -EMFILE if too many are held, what opening it says, or -ENOEXEC if it is no regular file. */
int module_files_get(struct module_file **files, const struct mapped_file *mapped,
		     struct module_file **ret) warn_unused_result_;
void module_files_put(struct module_file **files, struct module_file *file);

#endif
