/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inodes of the sockets that a thread has descriptors of. */
#ifndef NSTRACE_SCAN_INODES_H
#define NSTRACE_SCAN_INODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/cleanup.h"

struct scan_inodes {
	uint64_t *items; /* in ascending order */
	size_t n;
};

/* None if the thread has ended or its descriptors cannot be read; the only error is -ENOMEM. The
 * caller frees ret->items. */
int scan_inodes_read(uint32_t tgid, uint32_t tid, struct scan_inodes *ret) warn_unused_result_;

bool scan_inodes_have(const struct scan_inodes *inodes, uint64_t inode);

#endif
