// SPDX-License-Identifier: GPL-2.0-only
/*
 * Thread and process life: clone, fork, exec, exit. On a quiet machine each costs one lookup that
 * finds nothing; only processes with a thread away from home send anything.
 */
#include "compat32.h"
#include "cgroup.h"
#include "record.h"
#include "stack.h"
#include <bpf/bpf_tracing.h>

#define PF_IO_WORKER	  0x00000010
#define SIGNAL_GROUP_EXIT 0x00000004

/* Enter a process that has just begun to live, or a new program. */
static __always_inline void life_follow(__u32 tgid, __u32 kind, __u32 flags)
{
	struct nstrace_process_key key = {.tgid = tgid, .kind = kind};
	struct nstrace_process fresh = {.flags = flags};

	if (bpf_map_update_elem(&processes, &key, &fresh, BPF_ANY))
		state_count_lost(NSTRACE_EVENT_UNKNOWN);
}

/* A child of a followed process is followed from its first instruction on; else a process is
 * entered only if where it is born may be wrong for what it will run. */
static __always_inline void life_enter_child(const struct nstrace_process *parent, __u32 tgid,
					     const struct nstrace_nsid *from)
{
	bool born_away = parent && (state_is_away(parent, from) || state_is_born_away(parent));

	if (follow_only || born_away)
		life_follow(tgid, from->kind, born_away ? NSTRACE_PROCESS_BORN_AWAY : 0);
}

/* Nothing that a thread of this process makes needs to be told, if it is born at home. */
static __always_inline bool life_is_quiet(const struct nstrace_process *process, bool is_thread)
{
	if (!process)
		return true;
	return !state_is_restless(process) && (is_thread || !state_is_born_away(process));
}

/* Count a thread that is born away from home. True if the birth is worth telling. */
static __always_inline bool life_account_birth(struct nstrace_process *process,
					       const struct nstrace_nsid *born,
					       const struct nstrace_nsid *creator)
{
	bool restless;

	if (!process)
		return true;
	/* clone(CLONE_THREAD | CLONE_NEWNET): the first in its process to leave home. */
	if (state_is_settled(process) && !nsid_same(born, creator))
		process->home = *creator;
	restless = state_is_restless(process);
	if (!state_is_away(process, born))
		return restless;
	state_count_away(process, 1);
	return true;
}

static __always_inline void life_send_birth(struct task_struct *child, struct task_struct *creator,
					    __u64 clone_flags, const struct nstrace_nsid *from,
					    const struct nstrace_process *process)
{
	struct nstrace_event *event = record_reserve(NSTRACE_EVENT_BIRTH, child, from->kind);

	if (!event)
		return;
	event->ns_flags = clone_flags;
	event->creator_tgid = BPF_CORE_READ(creator, tgid);
	event->creator_tid = BPF_CORE_READ(creator, pid);
	event->from = *from;
	event->stack = stack_take();
	if (clone_flags & CLONE_THREAD)
		event->flags |= NSTRACE_F_THREAD;
	if (BPF_CORE_READ(child, flags) & PF_IO_WORKER)
		event->flags |= NSTRACE_F_IO_WORKER;
	if (!(clone_flags & CLONE_THREAD))
		event->home = event->where;
	else if (process && !state_is_settled(process))
		event->home = process->home;
	else
		event->home = *from;
	bpf_ringbuf_submit(event, 0);
}

static __always_inline void life_born(struct task_struct *child, struct task_struct *creator,
				      __u64 clone_flags, __u32 kind)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	bool is_thread = clone_flags & CLONE_THREAD;
	struct nstrace_process *process = state_find(tgid, kind);
	struct nstrace_nsid born, from;
	bool tell;

	/* The ordinary clone: nobody of this process ever switched, and the child is where it is.
	 */
	if (!process && (follow_only || !(clone_flags & nsid_clone_flag(kind))))
		return;
	born = nsid_of(child, kind);
	from = nsid_of(creator, kind);
	if (!is_thread)
		life_enter_child(process, BPF_CORE_READ(child, tgid), &from);
	if (nsid_same(&born, &from) && life_is_quiet(process, is_thread))
		return;
	if (state_is_undecided(process) && !cgroup_is_wanted(creator))
		return;
	if (is_thread && !process)
		process = state_enter(tgid, kind);
	tell = is_thread ? life_account_birth(process, &born, &from) : true;
	if (tell)
		life_send_birth(child, creator, clone_flags, &from, process);
}

/* task_newtask runs in the creator, after the child has its namespaces and before it first runs.
 * It is the one place that also sees the threads that io_uring makes. */
SEC("tp_btf/task_newtask")
int BPF_PROG(newtask_btf, struct task_struct *child, u64 clone_flags)
{
	struct task_struct *creator = (struct task_struct *)bpf_get_current_task();

	for_each_kind(kind)
		life_born(child, creator, clone_flags, kind);
	return 0;
}

static __always_inline void life_ran(struct task_struct *task, pid_t old_tid, __u32 kind)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct nstrace_process *process = state_find(tgid, kind);
	struct nstrace_event *event;

	if (!process || (state_is_settled(process) && !state_is_born_away(process)))
		return;
	event = record_reserve(NSTRACE_EVENT_EXEC, task, kind);
	if (event) {
		event->old_tid = old_tid;
		event->home = event->where;
		bpf_ringbuf_submit(event, 0);
	}
	if (follow_only)
		life_follow(tgid, kind, 0);
	else
		state_forget(tgid, kind);
}

/* Somebody has to attach what sees its calls. */
static __always_inline void life_tell_32bit(struct task_struct *task)
{
	struct nstrace_event *event;

	if (follow_only && !state_is_followed(bpf_get_current_pid_tgid() >> 32))
		return;
	event = record_reserve(NSTRACE_EVENT_32BIT, task, NSTRACE_KIND_UNKNOWN);
	if (event)
		bpf_ringbuf_submit(event, 0);
}

/* A new program starts with one thread, and what it lives in now is its home. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_btf, struct task_struct *task, pid_t old_tid)
{
	if (compat32_is_program(task))
		life_tell_32bit(task);
	for_each_kind(kind)
		life_ran(task, old_tid, kind);
	return 0;
}

/* exit_group, a deadly signal or an exec by another thread: not this thread's own decision. */
static __always_inline bool life_group_exits(struct task_struct *task)
{
	struct signal_struct *signal = BPF_CORE_READ(task, signal);

	return BPF_CORE_READ(signal, flags) & SIGNAL_GROUP_EXIT || compat_in_exec(signal);
}

static __always_inline __u64 life_last_call(__u32 tid)
{
	__u64 *last_call_nsec = bpf_map_lookup_elem(&last_calls, &tid);

	return last_call_nsec ? *last_call_nsec : 0;
}

static __always_inline void life_send_exit(struct task_struct *task, bool last,
					   const struct nstrace_process *process, __u32 kind)
{
	struct nstrace_event *event = record_reserve(NSTRACE_EVENT_EXIT, task, kind);

	if (!event)
		return;
	if (last)
		event->flags |= NSTRACE_F_LAST;
	if (life_group_exits(task))
		event->flags |= NSTRACE_F_GROUP_EXIT;
	event->home = process->home;
	event->last_call_nsec = life_last_call(event->tid);
	bpf_ringbuf_submit(event, 0);
}

static __always_inline bool life_end_matters(const struct nstrace_process *process, bool last)
{
	return state_is_restless(process) ||
	       (last && (!state_is_settled(process) || state_is_born_away(process)));
}

static __always_inline void life_ended(struct task_struct *task, __u32 kind)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct nstrace_process *process = state_find(tgid, kind);
	struct nstrace_nsid nsid;
	bool last;

	if (!process)
		return;
	last = BPF_CORE_READ(task, signal, live.counter) == 0;
	if (life_end_matters(process, last))
		life_send_exit(task, last, process, kind);
	nsid = nsid_of(task, kind);
	if (state_is_away(process, &nsid))
		state_count_away(process, -1);
	if (last)
		state_forget(tgid, kind);
}

/* Comes before the task gives up its namespaces, and after it has left signal->live. */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(exit_btf, struct task_struct *task)
{
	for_each_kind(kind)
		life_ended(task, kind);
	return 0;
}
