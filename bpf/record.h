/* SPDX-License-Identifier: GPL-2.0-only */
/* Filling in records: what can be said of a task when the event happens, from the kernel's truth.
 */
#ifndef RECORD_H
#define RECORD_H

#include "compat.h"
#include "state.h"

#define CLONE_THREAD 0x00010000
#define CLONE_NEWNET 0x40000000

/* Zero for a task that has given up its namespaces: a zombie. */
static __always_inline struct nstrace_nsid nsid_of(struct task_struct *task)
{
	struct nstrace_nsid where = {};
	struct net *net = BPF_CORE_READ(task, nsproxy, net_ns);

	if (!net)
		return where;
	where.ino = BPF_CORE_READ(net, ns.inum);
	where.cookie = compat_net_cookie(net);
	return where;
}

static __always_inline void record_task(struct nstrace_event *event, struct task_struct *task)
{
	event->time_nsec = bpf_ktime_get_boot_ns();
	event->thread_start_nsec = BPF_CORE_READ(task, start_boottime);
	event->process_start_nsec = BPF_CORE_READ(task, group_leader, start_boottime);
	event->tgid = BPF_CORE_READ(task, tgid);
	event->tid = BPF_CORE_READ(task, pid);
	/* nr_threads also counts zombies that nobody has waited for; live does not. */
	event->n_threads = BPF_CORE_READ(task, signal, live.counter);
	event->where = nsid_of(task);
	bpf_probe_read_kernel_str(event->comm, sizeof(event->comm), &task->comm);
}

/* A zeroed record of this kind about the task, or NULL (and counted). The caller submits it. */
static __always_inline struct nstrace_event *record_reserve(__u32 kind, struct task_struct *task)
{
	struct nstrace_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		state_count_lost(kind);
		return NULL;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = kind;
	record_task(event, task);
	return event;
}

#endif
