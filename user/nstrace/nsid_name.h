/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names that people gave to network namespaces, as `ip netns` keeps them: a bind mount of the
 * namespace at /run/netns/NAME.
 *
 * A name that was found for an identity stays, also when the mount goes. Nothing here opens or
 * enters a namespace.
 */
#ifndef NSTRACE_NSID_NAME_H
#define NSTRACE_NSID_NAME_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace_abi.h"

#define NSID_NAME_MAX 128 /* bytes, with the NUL: longer names are cut */

struct nsid_names;

/* directories: where the mounts are, up to a NULL; NULL: where `ip netns` has them. The list is
 * kept, not copied. *ret is the caller's to nsid_names_free(). */
int nsid_names_new(const char *const *directories, struct nsid_names **ret) warn_unused_result_;
void nsid_names_free(struct nsid_names *names);

/* The name, safe to print, or false: it has none. now_nsec is the time of the event that asks: a
 * nameless namespace is looked for again when some time has passed. */
bool nsid_name(struct nsid_names *names, const struct nstrace_nsid *nsid, uint64_t now_nsec,
	       char ret_name[NSID_NAME_MAX]);

#endif
