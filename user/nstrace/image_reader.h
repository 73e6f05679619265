/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A helper that looks up what a process has mapped to run code from, and opens it. Its file systems
 * are those of the process, any of which may never answer: nobody else may touch those files'
 * names.
 */
#ifndef NSTRACE_IMAGE_READER_H
#define NSTRACE_IMAGE_READER_H

#include <linux/types.h>
#include <stdint.h>
#include "nstrace/helper.h"
#include "nstrace_abi.h"

#define MODULE_NAME_MAX	  64
#define IMAGE_MODULES_MAX HELPER_FDS_MAX

/* Which file it is. */
struct file_key {
	dev_t dev;
	ino_t ino;
};

struct module_seen {
	uint64_t base; /* where the beginning of the file is, or would be */
	uint64_t start;
	uint64_t end;
	struct file_key file;
	char name[MODULE_NAME_MAX]; /* the last part of its path; safe to print */
};

/* The image of this process, if it still has it. *ret is the caller's to helper_end(). */
int image_reader_start(struct helpers *helpers, const struct nstrace_image *key, uint32_t tgid,
		       struct helper *ret) warn_unused_result_;

/* How many modules it found, and as many files (O_PATH), which become the caller's; or a negative
 * errno. */
int image_reader_finish(const struct helper *helper, struct module_seen modules[IMAGE_MODULES_MAX],
			int fds[IMAGE_MODULES_MAX]) warn_unused_result_;

#endif
