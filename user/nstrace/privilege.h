/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nstrace may do, and how a traced command gets no more than its user may.
 *
 * It asks what this process has; it never tries to get more.
 */
#ifndef NSTRACE_PRIVILEGE_H
#define NSTRACE_PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/capability.h>
#include "lib/cleanup.h"

#define PRIVILEGE_NAMES_MAX 64 /* bytes, with the NUL */

/* May we trace? If not, the user is told what is missing: -EPERM. */
int privilege_check(void) warn_unused_result_;

/* Do the kernel's ids and times mean to us what they say? If not, the user is told: -EXDEV. */
int privilege_check_place(void) warn_unused_result_;

/* Are the kernel's process ids the ones known here? */
bool privilege_knows_ids(void);

/* True if capabilities are not enough for tracing: then ret_names are those that are missing, as in
 * "CAP_BPF, CAP_PERFMON". */
bool privilege_is_missing(cap_t capabilities, bool is_root,
			  char ret_names[PRIVILEGE_NAMES_MAX]) warn_unused_result_;

/* Under sudo: become the user who called it, with his groups, HOME, USER and LOGNAME, for good.
 * Does nothing for anybody else. */
int privilege_drop_to_caller(void) warn_unused_result_;

#endif
