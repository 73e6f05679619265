/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors of network namespaces. Nothing here enters one. */
#ifndef LIB_NETNS_H
#define LIB_NETNS_H

#include <stdbool.h>
#include <sys/types.h>
#include "lib/cleanup.h"

/* The namespace a process is in. -ESRCH when there is no such process, or it has ended: then the
 * descriptor would perhaps be that of another process with the same number. */
int netns_open_process(pid_t tgid, int *ret_fd) warn_unused_result_;

/* The namespace the calling thread is in. */
int netns_open_own(int *ret_fd) warn_unused_result_;

/* A path, or a name without a slash as `ip netns` uses it. -ENOENT when there is none, -EINVAL for
 * a file that is no network namespace. */
int netns_open_path(const char *path_or_name, int *ret_fd) warn_unused_result_;

/* Which namespace a descriptor is of. It tells apart only namespaces that are held open meanwhile:
 * the kernel gives the inode of a dead one to the next. */
struct netns_identity {
	dev_t device;
	ino_t inode;
};

int netns_identify(int netns_fd, struct netns_identity *ret) warn_unused_result_;
bool netns_same(struct netns_identity a, struct netns_identity b);

#endif
