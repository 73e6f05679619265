// SPDX-License-Identifier: GPL-2.0-only
/* Control groups: a task's own in one hierarchy, and from there upwards. */
#include "cgroup.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "nstrace_abi.h"

#define CGROUP_LEVELS_MAX      32 /* below the root; deeper ones are looked at only so far up */
#define CGROUP_CONTROLLERS_MAX 16 /* the kernel has fewer */

/* Set by user space before loading; none: every process is wanted. */
const volatile __u32 n_cgroups = 0;
const volatile struct nstrace_cgroup cgroups[NSTRACE_CGROUPS_MAX] = {};

/* The group of the set in this hierarchy: the default one is that of version 2, and every other
 * that has a controller is found through it. NULL: there is none. */
static __always_inline struct cgroup *cgroup_of(struct css_set *set, __u32 hierarchy)
{
	__u32 n_controllers = bpf_core_field_size(set->subsys) / sizeof(set->subsys[0]);

	if (!hierarchy)
		return BPF_CORE_READ(set, dfl_cgrp);
	for (__u32 i = 0; i < CGROUP_CONTROLLERS_MAX && i < n_controllers; i++) {
		struct cgroup_subsys_state *state = BPF_CORE_READ(set, subsys[i]);
		struct cgroup *cgroup = BPF_CORE_READ(state, cgroup);

		if (BPF_CORE_READ(cgroup, root, hierarchy_id) == (int)hierarchy)
			return cgroup;
	}
	return NULL;
}

static __always_inline bool cgroup_is_below(struct cgroup *cgroup, __u64 id)
{
	for (int level = 0; level < CGROUP_LEVELS_MAX && cgroup; level++) {
		struct cgroup_subsys_state *parent = BPF_CORE_READ(cgroup, self.parent);

		if (BPF_CORE_READ(cgroup, kn, id) == id)
			return true;
		cgroup = parent ? BPF_CORE_READ(parent, cgroup) : NULL;
	}
	return false;
}

__noinline bool cgroup_set_is_wanted(__u64 css_set)
{
	struct css_set *set = (struct css_set *)css_set;

	for (__u32 i = 0; i < NSTRACE_CGROUPS_MAX && i < n_cgroups; i++)
		if (cgroup_is_below(cgroup_of(set, cgroups[i].hierarchy), cgroups[i].id))
			return true;
	return !n_cgroups;
}
