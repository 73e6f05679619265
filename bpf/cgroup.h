/* SPDX-License-Identifier: GPL-2.0-only */
/* Which processes are wanted, by control group. */
#ifndef CGROUP_H
#define CGROUP_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Whether one of a task's groups is one that user space asked for, or below. A function that the
 * verifier looks at by itself, once, takes no pointer: "R1 is not a scalar". */
bool cgroup_set_is_wanted(__u64 css_set);

/* For the rare moment when a process is entered into the map, or told of for the first time. */
static __always_inline bool cgroup_is_wanted(struct task_struct *task)
{
	return cgroup_set_is_wanted((__u64)BPF_CORE_READ(task, cgroups));
}

#endif
