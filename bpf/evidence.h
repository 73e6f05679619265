/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Evidence, however it comes about: whether the caller is away from home, and the record of one
 * thing that it does there.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "fd.h"
#include "record.h"
#include "syscall.h"

#define AF_NETLINK 16

/* 4,000 records, and apart from the events: a busy stray thread must not push out a switch. */
struct evidence_ring_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
};

extern struct evidence_ring_map evidence_ring SEC(".maps");

/* A system call that ended. */
struct ended {
	struct pt_regs *regs;
	long ret;
	struct nstrace_nsid where;
};

static __always_inline __u64 ended_argument(const struct ended *ended, __u32 index)
{
	return syscall_argument(ended->regs, index);
}

static __always_inline struct sock *evidence_sock(const struct ended *ended)
{
	return fd_sock(current_task(), (int)ended_argument(ended, 0));
}

static __always_inline struct nstrace_nsid evidence_sock_nsid(struct sock *sock)
{
	struct net *net = BPF_CORE_READ(sock, __sk_common.skc_net.net);

	return (struct nstrace_nsid){.cookie = compat_net_cookie(net),
				     .ino = BPF_CORE_READ(net, ns.inum),
				     .kind = NSTRACE_KIND_NET};
}

/* A zeroed record, or NULL (and counted). The caller submits it. sock: NULL if it is new. */
static __always_inline struct nstrace_evidence *evidence_reserve(__u32 act,
								 const struct ended *ended,
								 struct sock *sock)
{
	struct task_struct *task = current_task();
	struct nstrace_evidence *record = bpf_ringbuf_reserve(&evidence_ring, sizeof(*record), 0);

	if (!record) {
		state_count_lost(NSTRACE_LOST_EVIDENCE);
		return NULL;
	}
	__builtin_memset(record, 0, sizeof(*record));
	record->time_nsec = bpf_ktime_get_boot_ns();
	record->thread_start_nsec = BPF_CORE_READ(task, start_boottime);
	record->process_start_nsec = BPF_CORE_READ(task, group_leader, start_boottime);
	record->act = act;
	record->tgid = BPF_CORE_READ(task, tgid);
	record->tid = BPF_CORE_READ(task, pid);
	record->error = ended->ret < 0 ? ended->ret : 0;
	record->where = ended->where;
	record->socket = sock ? evidence_sock_nsid(sock) : ended->where;
	if (sock) {
		record->family = BPF_CORE_READ(sock, __sk_common.skc_family);
		record->type = BPF_CORE_READ(sock, sk_type);
		record->protocol = BPF_CORE_READ(sock, sk_protocol);
	}
	bpf_probe_read_kernel_str(record->comm, sizeof(record->comm), &task->comm);
	return record;
}

/* What cannot be read, or does not fit, is left out. */
static __always_inline void evidence_read(struct nstrace_evidence *record, __u64 from,
					  __u64 n_bytes)
{
	if (n_bytes > sizeof(record->data))
		n_bytes = sizeof(record->data);
	if (!bpf_probe_read_user(record->data, n_bytes, (void *)from))
		record->n_bytes = n_bytes;
}

/* False: the caller is at home, like nearly everyone. A process that has nobody at home has moved,
 * and can be a busy server. */
static __always_inline bool evidence_is_away(struct task_struct *task,
					     struct nstrace_nsid *ret_where)
{
	struct nstrace_process *process =
		state_find(bpf_get_current_pid_tgid() >> 32, NSTRACE_KIND_NET);

	if (!process || !state_is_restless(process))
		return false;
	if (!(process->flags & NSTRACE_PROCESS_UNCOUNTED) &&
	    process->n_away >= (__u32)BPF_CORE_READ(task, signal, live.counter))
		return false;
	*ret_where = nsid_of(task, NSTRACE_KIND_NET);
	return state_is_away(process, ret_where);
}

#endif
