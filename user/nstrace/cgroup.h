/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Control groups as people name them, and as the kernel knows them. */
#ifndef NSTRACE_CGROUP_H
#define NSTRACE_CGROUP_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace_abi.h"

struct cgroup {
	struct nstrace_cgroup id;
	char *mount; /* where its hierarchy is mounted */
};

/* A directory of a mounted hierarchy, or a path below the root of version 2 as /proc/PID/cgroup has
 * it. *ret is the caller's to cgroup_free(). -EINVAL: it is neither; -EOPNOTSUPP: a hierarchy of
 * version 1 without a controller, whose groups the kernel does not tell of a process. */
int cgroup_find(const char *path, struct cgroup *ret) warn_unused_result_;
void cgroup_free(struct cgroup *cgroup);

/* The process is in it now, or in one below. */
bool cgroup_has(const struct cgroup *cgroup, uint32_t tgid);

#endif
