/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people call a namespace: the name that `ip netns` has for it (a bind mount at
 * /run/netns/NAME), else the container that it belongs to, and where it has no name, the oldest
 * process in it.
 *
 * A name that was found for an identity stays, also when the mount goes or the container ends.
 * Nothing here opens or enters a namespace.
 */
#ifndef NSTRACE_NSID_NAME_H
#define NSTRACE_NSID_NAME_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace/container.h"
#include "nstrace/nsid_process.h"
#include "nstrace_abi.h"

#define NSID_NAME_MAX 128 /* bytes, with the NUL: longer names are cut */

struct nsid_names;

/* Where to look. */
struct nsid_places {
	const char *const *mounts;		   /* the directories of `ip netns`, up to a NULL */
	const struct container_places *containers; /* NULL: never ask the processes */
};

/* places: NULL for the real ones; kept, not copied. *ret is the caller's to nsid_names_free(). */
int nsid_names_new(const struct nsid_places *places, struct nsid_names **ret) warn_unused_result_;
void nsid_names_free(struct nsid_names *names);

/* Look around now, so that the first events need not wait for it. */
void nsid_names_look(struct nsid_names *names, uint64_t now_nsec);

/* For who asks only once: find out everything, whatever it costs. */
void nsid_names_be_patient(struct nsid_names *names);

/* The name, safe to print, or false: it has none. now_nsec is the time of the event that asks: a
 * nameless namespace is looked for again when some time has passed. */
bool nsid_name(struct nsid_names *names, const struct nstrace_nsid *nsid, uint64_t now_nsec,
	       char ret_name[NSID_NAME_MAX]);

/* For one that nsid_name() has just said to have none: the oldest process that was in it then.
 * False: nobody is known. */
bool nsid_name_process(struct nsid_names *names, const struct nstrace_nsid *nsid,
		       struct nsid_process *ret);

#endif
