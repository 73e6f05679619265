/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels differ, and nothing else: decided by the existence of a field or type, never by a
 * version. Each entry says which kernel changed and serves until that kernel is the oldest one.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Until 5.16 group_exec_task was called group_exit_task, and core dumps used it as well. */
struct signal_struct___before_5_17 {
	struct task_struct *group_exit_task;
} __attribute__((preserve_access_index));

/* exec is waiting for the other threads of the process to die. */
static __always_inline bool compat_in_exec(struct signal_struct *signal)
{
	struct signal_struct___before_5_17 *old = (void *)signal;

	if (bpf_core_field_exists(signal->group_exec_task))
		return BPF_CORE_READ(signal, group_exec_task) != NULL;
	return BPF_CORE_READ(old, group_exit_task) != NULL;
}

/* Until 5.11 net_cookie was an atomic, filled in only once somebody had asked for it. But each
 * namespace had a random number from its beginning. */
struct net___before_5_12 {
	struct {
		__s64 counter;
	} net_cookie;
	__u32 hash_mix;
} __attribute__((preserve_access_index));

/* 0 where the kernel has neither. Inode and random number together are not used again, either. */
static __always_inline __u64 compat_net_cookie(struct net *net)
{
	struct net___before_5_12 *old = (void *)net;

	if (bpf_core_field_exists(old->net_cookie.counter))
		return (__u64)BPF_CORE_READ(net, ns.inum) << 32 | BPF_CORE_READ(old, hash_mix);
	return bpf_core_field_exists(net->net_cookie) ? BPF_CORE_READ(net, net_cookie) : 0;
}

/* Until 6.17 namespaces had no number of their own that is never used again. */
static __always_inline __u64 compat_ns_cookie(struct ns_common *ns_common)
{
	return bpf_core_field_exists(ns_common->ns_id) ? BPF_CORE_READ(ns_common, ns_id) : 0;
}

/* But mount namespaces had. */
struct mnt_namespace___before_6_18 {
	__u64 seq;
} __attribute__((preserve_access_index));

static __always_inline __u64 compat_mnt_cookie(struct mnt_namespace *mnt_ns)
{
	struct mnt_namespace___before_6_18 *old = (void *)mnt_ns;

	if (bpf_core_field_exists(old->seq))
		return BPF_CORE_READ(old, seq);
	return compat_ns_cookie(&mnt_ns->ns);
}

/* Until 6.17 only the operations of a namespace knew its type. */
struct proc_ns_operations___before_6_18 {
	int type;
} __attribute__((preserve_access_index));

struct ns_common___before_6_18 {
	struct proc_ns_operations___before_6_18 *ops;
} __attribute__((preserve_access_index));

/* CLONE_NEW* of a namespace. */
static __always_inline __u32 compat_ns_type(struct ns_common *ns_common)
{
	struct ns_common___before_6_18 *old = (void *)ns_common;

	if (bpf_core_field_exists(ns_common->ns_type))
		return BPF_CORE_READ(ns_common, ns_type);
	return BPF_CORE_READ(old, ops, type);
}

/* Since 5.11. */
enum bpf_func_id___since_5_11 {
	BPF_FUNC_get_current_task_btf___since_5_11 = 158,
};

/* The current task shares all its namespaces with its leader, as nearly all do: cheap to know where
 * the kernel lets a program read its task without a helper. */
static __always_inline bool compat_is_with_leader(void)
{
	struct task_struct *task;

	if (bpf_core_enum_value_exists(enum bpf_func_id___since_5_11,
				       BPF_FUNC_get_current_task_btf___since_5_11)) {
		task = bpf_get_current_task_btf();
		return task->nsproxy == task->group_leader->nsproxy;
	}
	task = (struct task_struct *)bpf_get_current_task();
	return BPF_CORE_READ(task, nsproxy) == BPF_CORE_READ(task, group_leader, nsproxy);
}

#endif
