/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names that `ip netns` has for namespaces: bind mounts at /run/netns/NAME. Looking is a stat()
 * of each; nothing here opens or enters one.
 */
#ifndef NSTRACE_NSID_MOUNTS_H
#define NSTRACE_NSID_MOUNTS_H

#include <stdint.h>
#include "lib/cleanup.h"

#define NSID_NAME_MAX 128 /* bytes, with the NUL: longer names are cut */

struct nsid_mounts;

/* directories: where they are, up to a NULL; kept, not copied. *ret is the caller's to
 * nsid_mounts_free(). */
int nsid_mounts_new(const char *const *directories, struct nsid_mounts **ret) warn_unused_result_;
void nsid_mounts_free(struct nsid_mounts *mounts);

void nsid_mounts_look(struct nsid_mounts *mounts);

/* The name that the last look found, safe to print; NULL: it had none. */
const char *nsid_mounts_find(const struct nsid_mounts *mounts, uint32_t ino);

#endif
