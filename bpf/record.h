/* SPDX-License-Identifier: GPL-2.0-only */
/* Filling in records: what can be said of a task when the event happens, from the kernel's truth.
 */
#ifndef RECORD_H
#define RECORD_H

#include "nsid.h"
#include "state.h"

#define CLONE_THREAD 0x00010000

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

static __always_inline void record_task(struct nstrace_event *event, struct task_struct *task,
					__u32 kind)
{
	event->time_nsec = bpf_ktime_get_boot_ns();
	event->thread_start_nsec = BPF_CORE_READ(task, start_boottime);
	event->process_start_nsec = BPF_CORE_READ(task, group_leader, start_boottime);
	event->tgid = BPF_CORE_READ(task, tgid);
	event->tid = BPF_CORE_READ(task, pid);
	/* nr_threads also counts zombies that nobody has waited for; live does not. */
	event->n_threads = BPF_CORE_READ(task, signal, live.counter);
	event->where = nsid_of(task, kind);
	bpf_probe_read_kernel_str(event->comm, sizeof(event->comm), &task->comm);
}

/* A zeroed record of this event about the task and its namespace of this kind, or NULL (and
 * counted). The caller submits it. */
static __always_inline struct nstrace_event *record_reserve(__u32 event_kind,
							    struct task_struct *task, __u32 kind)
{
	struct nstrace_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		state_count_lost(event_kind);
		return NULL;
	}
	__builtin_memset(event, 0, sizeof(*event));
	event->kind = event_kind;
	record_task(event, task, kind);
	return event;
}

#endif
