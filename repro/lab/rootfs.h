/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The root file system of the native engine's containers: busybox, and nothing more. */
#ifndef LAB_ROOTFS_H
#define LAB_ROOTFS_H

#include "lib/cleanup.h"

/* Builds it in the directory, which must exist and allow device nodes. -ENOEXEC: the busybox of
 * this machine does not run there, so it is not a static one. */
int rootfs_build(const char *directory) warn_unused_result_;

/* Makes it the root of the calling process, which must have a private mount namespace: read-only,
 * with a /proc of its own, the old root gone. */
int rootfs_enter(const char *directory) warn_unused_result_;

#endif
