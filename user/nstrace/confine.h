/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Leaving behind all that a process need not have which reads what anybody may have made. */
#ifndef NSTRACE_CONFINE_H
#define NSTRACE_CONFINE_H

#include <stddef.h>
#include "lib/cleanup.h"

/* Closes all descriptors but these, which it sorts. 0 or a negative errno. */
int confine_fds(int *fds, size_t n) warn_unused_result_;

/* For good: ids, groups, capabilities, much time and much memory. A negative errno: something is
 * left of them. */
int confine_rights(void) warn_unused_result_;

#endif
