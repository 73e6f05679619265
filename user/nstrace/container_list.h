/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The containers that run here and their namespaces, as the engines' files list them.
 *
 * A helper reads them, for a file system may hang; nobody waits for it but who asks to. It visits
 * the network namespaces for their cookies: by its cookie a container is still known when it has
 * ended and its inode is another's.
 */
#ifndef NSTRACE_CONTAINER_LIST_H
#define NSTRACE_CONTAINER_LIST_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace/container_reader.h"
#include "nstrace_abi.h"

struct container_list;

/* Begins to read them. *ret is the caller's to container_list_free(). */
int container_list_new(struct container_list **ret) warn_unused_result_;
void container_list_free(struct container_list *list);

/* Reads them again, unless that has just been done. */
void container_list_refresh(struct container_list *list);

/* Waits for the reading that is under way, but no longer than this. */
void container_list_wait(struct container_list *list, uint64_t nsec);

/* Takes n of them, the oldest first, in place of those that were listed; they become the list's. */
void container_list_take(struct container_list *list, struct listed_container *containers,
			 size_t n);

/* Whose namespace it is, NULL if nobody's that is listed; the list's, until the next call.
 * now_nsec: the time of what asks, of CLOCK_BOOTTIME. */
const struct container_label *container_list_find(struct container_list *list,
						  const struct nstrace_nsid *nsid,
						  uint64_t now_nsec);

/* By its whole id. */
const struct container_label *container_list_find_id(struct container_list *list, const char *id);

#endif
