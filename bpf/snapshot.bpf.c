// SPDX-License-Identifier: GPL-2.0-only
/*
 * The snapshot: one pass over all threads, run once after the probes are attached. It writes a
 * record for each thread that is elsewhere than its group leader, and nothing for the others.
 */
#include "compat32.h"
#include "cgroup.h"
#include "record.h"

/* Set by user space before loading: a look without a trace, which has nothing to remember. */
const volatile bool snapshot_only = false;

/* Nobody counted the threads of this process when they left home: from now on tell of all its
 * births and deaths. */
static __always_inline void snapshot_mark(__u32 tgid, const struct nstrace_nsid *leader)
{
	struct nstrace_process *process = state_enter(tgid, leader->kind);

	if (!process)
		return;
	process->flags |= NSTRACE_PROCESS_UNCOUNTED;
	if (state_is_settled(process))
		process->home = *leader;
}

static __always_inline void snapshot_tell(struct seq_file *seq, struct task_struct *task,
					  __u32 kind)
{
	struct nstrace_process *process = state_find(BPF_CORE_READ(task, tgid), kind);
	struct nstrace_event event = {};
	struct nstrace_nsid leader;

	if (follow_only && !process)
		return;
	event.where = nsid_of(task, kind);
	if (!event.where.ino)
		return; /* a zombie */
	leader = nsid_of(BPF_CORE_READ(task, group_leader), kind);
	/* Threads that agree with their leader are told too if a switch was seen since attaching.
	 */
	if (nsid_same(&event.where, &leader) && (!process || state_is_settled(process)))
		return;
	if (state_is_undecided(process) && !cgroup_is_wanted(task))
		return;

	event.kind = NSTRACE_EVENT_THREAD;
	record_task(&event, task, kind);
	event.home = leader;
	if (!snapshot_only)
		snapshot_mark(event.tgid, leader.ino ? &leader : &event.where);
	bpf_seq_write(seq, &event, sizeof(event));
}

static __always_inline void snapshot_tell_32bit(struct seq_file *seq, struct task_struct *task)
{
	struct nstrace_event event = {.kind = NSTRACE_EVENT_32BIT};

	if (task != BPF_CORE_READ(task, group_leader) || !compat32_is_program(task))
		return;
	record_task(&event, task, NSTRACE_KIND_UNKNOWN);
	if (!snapshot_only && (!follow_only || state_is_followed(event.tgid)))
		bpf_seq_write(seq, &event, sizeof(event));
}

SEC("iter/task")
int snapshot_iter(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	/* When the buffer of the read is full the kernel calls again for the same thread. */
	snapshot_tell_32bit(ctx->meta->seq, task);
	for_each_kind(kind)
		snapshot_tell(ctx->meta->seq, task, kind);
	return 0;
}
