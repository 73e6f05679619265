/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people call a namespace: the container that it belongs to, else the name that `ip netns` has
 * for it, and where it has no name, the oldest process in it.
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
#include "nstrace/container_label.h"
#include "nstrace/nsid_mounts.h"
#include "nstrace/nsid_process.h"
#include "nstrace_abi.h"

struct nsid_names;

/* Where to look. */
struct nsid_places {
	const char *const *mounts; /* the directories of `ip netns`, up to a NULL */
	const char *proc;	   /* NULL: never ask the processes */
	bool list_containers;	   /* as their engines list them */
};

extern const struct nsid_places nsid_places;	/* of this machine */
extern const struct nsid_places nsid_no_places; /* to do without names */

/* places: kept, not copied. *ret is the caller's to nsid_names_free(). */
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

/* The container that nsid_name() has just named it after; NULL: it did not. The names' own, until
 * the next call. */
const struct container_label *nsid_name_container(struct nsid_names *names,
						  const struct nstrace_nsid *nsid);

/* For one that nsid_name() has just said to have none: the oldest process that was in it then.
 * False: nobody is known. */
bool nsid_name_process(struct nsid_names *names, const struct nstrace_nsid *nsid,
		       struct nsid_process *ret);

#endif
