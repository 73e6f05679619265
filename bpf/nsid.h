/* SPDX-License-Identifier: GPL-2.0-only */
/* Which namespaces a task is in: the kernel's own truth, task->nsproxy, kind by kind. */
#ifndef NSID_H
#define NSID_H

#include "compat.h"
#include "nstrace_abi.h"

#define CLONE_NEWTIME	0x00000080
#define CLONE_NEWNS	0x00020000
#define CLONE_NEWCGROUP 0x02000000
#define CLONE_NEWUTS	0x04000000
#define CLONE_NEWIPC	0x08000000
#define CLONE_NEWPID	0x20000000
#define CLONE_NEWNET	0x40000000

/* What setns, unshare and clone call this kind. */
static __always_inline __u32 nsid_clone_flag(__u32 kind)
{
	switch (kind) {
	case NSTRACE_KIND_NET:
		return CLONE_NEWNET;
	case NSTRACE_KIND_MNT:
		return CLONE_NEWNS;
	case NSTRACE_KIND_UTS:
		return CLONE_NEWUTS;
	case NSTRACE_KIND_IPC:
		return CLONE_NEWIPC;
	case NSTRACE_KIND_CGROUP:
		return CLONE_NEWCGROUP;
	case NSTRACE_KIND_PID_FOR_CHILDREN:
		return CLONE_NEWPID;
	case NSTRACE_KIND_TIME_FOR_CHILDREN:
		return CLONE_NEWTIME;
	default:
		return 0;
	}
}

static __always_inline bool nsid_same(const struct nstrace_nsid *a, const struct nstrace_nsid *b)
{
	return a->ino == b->ino && a->cookie == b->cookie;
}

static __always_inline struct nstrace_nsid nsid_of_net(struct nsproxy *nsproxy)
{
	struct nstrace_nsid nsid = {.kind = NSTRACE_KIND_NET};
	struct net *net = BPF_CORE_READ(nsproxy, net_ns);

	if (net) {
		nsid.ino = BPF_CORE_READ(net, ns.inum);
		nsid.cookie = compat_net_cookie(net);
	}
	return nsid;
}

static __always_inline struct nstrace_nsid nsid_of_mnt(struct nsproxy *nsproxy)
{
	struct nstrace_nsid nsid = {.kind = NSTRACE_KIND_MNT};
	struct mnt_namespace *mnt_ns = BPF_CORE_READ(nsproxy, mnt_ns);

	if (mnt_ns) {
		nsid.ino = BPF_CORE_READ(mnt_ns, ns.inum);
		nsid.cookie = compat_mnt_cookie(mnt_ns);
	}
	return nsid;
}

static __always_inline struct ns_common *nsid_common(struct nsproxy *nsproxy, __u32 kind)
{
	switch (kind) {
	case NSTRACE_KIND_UTS:
		return &BPF_CORE_READ(nsproxy, uts_ns)->ns;
	case NSTRACE_KIND_IPC:
		return &BPF_CORE_READ(nsproxy, ipc_ns)->ns;
	case NSTRACE_KIND_CGROUP:
		return &BPF_CORE_READ(nsproxy, cgroup_ns)->ns;
	case NSTRACE_KIND_PID_FOR_CHILDREN:
		return &BPF_CORE_READ(nsproxy, pid_ns_for_children)->ns;
	case NSTRACE_KIND_TIME_FOR_CHILDREN:
		return &BPF_CORE_READ(nsproxy, time_ns_for_children)->ns;
	default:
		return NULL;
	}
}

/* ino is 0 for a task that has given up its namespaces: a zombie. */
static __always_inline struct nstrace_nsid nsid_of(struct task_struct *task, __u32 kind)
{
	struct nstrace_nsid nsid = {.kind = kind};
	struct nsproxy *nsproxy = BPF_CORE_READ(task, nsproxy);
	struct ns_common *ns_common;

	if (!nsproxy)
		return nsid;
	if (kind == NSTRACE_KIND_NET)
		return nsid_of_net(nsproxy);
	if (kind == NSTRACE_KIND_MNT)
		return nsid_of_mnt(nsproxy);
	ns_common = nsid_common(nsproxy, kind);
	nsid.ino = BPF_CORE_READ(ns_common, inum);
	nsid.cookie = compat_ns_cookie(ns_common);
	return nsid;
}

#endif
