/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When two records speak of the same network namespace. */
#ifndef ENGINE_NSID_H
#define ENGINE_NSID_H

#include <stdbool.h>
#include <linux/types.h>
#include "nstrace_abi.h"

/* Inodes are reused within seconds: they count only where a kernel has no cookies. */
static inline bool same_nsid(struct nstrace_nsid a, struct nstrace_nsid b)
{
	if (a.cookie && b.cookie)
		return a.cookie == b.cookie;
	return a.ino == b.ino;
}

static inline bool is_known_nsid(struct nstrace_nsid where)
{
	return where.ino || where.cookie;
}

#endif
