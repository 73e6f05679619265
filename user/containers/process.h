/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a process with the right number the right process? */
#ifndef CONTAINERS_PROCESS_H
#define CONTAINERS_PROCESS_H

#include "containers/containers.h"

/* When it was born, in clock ticks since boot. -ESRCH: there is none. */
int process_start(pid_t tgid, uint64_t *ret_ticks) warn_unused_result_;

/* Is its first process still its own? Then its time of birth is known from now on. -ESRCH: not, or
 * it has ended. */
int process_check(struct container *container) warn_unused_result_;

/* cgroups: the text of /proc/PID/cgroup. */
bool cgroups_name_container(const char *cgroups, const char *id);

#endif
