/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images: which files a process has mapped to run code from, and where. What is mapped is looked up
 * when the first stack of an image comes, for later the process may be gone.
 *
 * It reads /proc, and keeps a bounded number of images; it knows nothing of symbols.
 */
#ifndef NSTRACE_MODULES_H
#define NSTRACE_MODULES_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>
#include <uthash.h>
#include "lib/cleanup.h"
#include "nstrace/module_files.h"
#include "nstrace_abi.h"

#define MODULE_NAME_MAX 64

struct module {
	uint64_t base; /* where the beginning of the file is, or would be */
	uint64_t start;
	uint64_t end;
	struct module_file *file;
	char name[MODULE_NAME_MAX]; /* the last part of its path; safe to print */
};

struct image {
	struct nstrace_image key;
	uint64_t read_nsec; /* CLOCK_MONOTONIC */
	struct module *modules;
	size_t n_modules;
	unsigned int n_users;
	UT_hash_handle hh;
};

struct images {
	struct image *images; /* the oldest comes first */
	struct module_file *files;
};

/* What the process of this stack has mapped. The caller's to images_put(); NULL: it was gone before
 * anybody could look. */
struct image *images_get(struct images *images, const struct nstrace_stack *stack);
void images_put(struct images *images, struct image *image);

/* Forgets all images that nobody has. */
void images_clear(struct images *images);

#endif
