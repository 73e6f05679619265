/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Identities of namespaces: when two records speak of the same one, and the words for their kinds.
 */
#ifndef ENGINE_NSID_H
#define ENGINE_NSID_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"

/* Inodes are reused within seconds: they count only where a kernel has no cookies. */
static inline bool same_nsid(struct nstrace_nsid a, struct nstrace_nsid b)
{
	if (a.cookie && b.cookie)
		return a.cookie == b.cookie;
	return a.ino == b.ino;
}

static inline bool is_known_nsid(struct nstrace_nsid nsid)
{
	return nsid.ino || nsid.cookie;
}

/* As the file in /proc/PID/ns is called: "net", "pid_for_children", … */
const char *nsid_kind_name(uint32_t kind);

/* The kind of that name, or NSTRACE_KIND_UNKNOWN. */
enum nstrace_nsid_kind nsid_kind_of_name(const char *name);

#endif
