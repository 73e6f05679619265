/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When two records speak of the same network namespace. */
#ifndef ENGINE_NETNS_H
#define ENGINE_NETNS_H

#include <stdbool.h>
#include <linux/types.h>
#include "nstrace_abi.h"

/* Inodes are reused within seconds: they count only where a kernel has no cookies. */
static inline bool same_netns(struct nstrace_netns a, struct nstrace_netns b)
{
	if (a.cookie && b.cookie)
		return a.cookie == b.cookie;
	return a.ino == b.ino;
}

static inline bool is_known_netns(struct nstrace_netns netns)
{
	return netns.ino || netns.cookie;
}

#endif
