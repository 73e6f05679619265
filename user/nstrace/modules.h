/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images: which files a process has mapped to run code from, and where. What is mapped is looked up
 * when the first stack of an image comes, for later the process may be gone.
 *
 * It has that read by a helper, and keeps a bounded number of images; it knows nothing of symbols.
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

struct module {
	uint64_t base; /* as in struct module_seen */
	uint64_t start;
	uint64_t end;
	struct module_file *file;
	char name[MODULE_NAME_MAX];
};

struct image {
	struct nstrace_image key;
	uint64_t read_again_nsec; /* CLOCK_MONOTONIC; not before */
	struct helper reader;	  /* while it is being read */
	struct module *modules;
	size_t n_modules;
	unsigned int n_users;
	UT_hash_handle hh;
};

struct images {
	struct image *images; /* the oldest comes first */
	struct module_file *files;
	struct helpers helpers;
};

/* Begins to look up what the process of this stack has mapped. The caller's to images_put(); NULL
 * for want of memory. */
struct image *images_get(struct images *images, const struct nstrace_stack *stack);
void images_put(struct images *images, struct image *image);

/* images_look_up() would not wait. */
bool image_is_read(const struct image *image);

/* What is known of it, or else of one like it; waits for that, once and not for long. NULL: it was
 * gone before anybody could look. It is the table's, until the next call of any other function
 * here. */
const struct image *images_look_up(struct images *images, struct image *image);

/* Forgets all images that nobody has. */
void images_clear(struct images *images);

#endif
