/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers of tracepoints, also where nobody has mounted tracefs. */
#ifndef NSTRACE_TRACEFS_H
#define NSTRACE_TRACEFS_H

#include "lib/cleanup.h"

/* event: "group/name", as in "syscalls/sys_enter_setns". Returns the number for
 * perf_event_attr.config, or a negative errno; -ENOTDIR: nobody has mounted tracefs
 * and we may not. */
int tracefs_event_id(const char *event) warn_unused_result_;

#endif
