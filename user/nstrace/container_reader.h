/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A helper that lists the containers and the namespaces which are their own. */
#ifndef NSTRACE_CONTAINER_READER_H
#define NSTRACE_CONTAINER_READER_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>
#include "nstrace/container_label.h"
#include "nstrace/helper.h"
#include "nstrace_abi.h"

#define LISTED_CONTAINERS_MAX 4096

struct listed_container {
	struct nstrace_nsid nsids[NSTRACE_KINDS]; /* ino 0: unknown, or it shares its engine's */
	uint64_t start_ticks;			  /* of its first process */
	uint32_t tgid;
	struct container_label label;
};

/* *ret is the caller's to helper_end(). */
int container_reader_start(struct helpers *helpers, struct helper *ret) warn_unused_result_;

/* Waits for the list, within its limit. The oldest comes first; the caller frees it. */
int container_reader_finish(const struct helper *helper, struct listed_container **ret,
			    size_t *ret_n) warn_unused_result_;

#endif
