/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Namespace switches by setns and unshare, however the calls are seen.
 *
 * The probes only say when to look; where the thread was and is now is read from its nsproxy. The
 * arguments are kept from enter to exit, because exit has only the return value.
 */
#ifndef SWITCH_H
#define SWITCH_H

#include "cgroup.h"
#include "fd.h"
#include "record.h"
#include "stack.h"

#define NSFS_MAGIC 0x6e736673

/* A setns or unshare under way. */
struct call {
	__u64 ns_flags;
	struct nstrace_nsid from[NSTRACE_KINDS]; /* those that are traced */
	__s32 fd;
	__u32 call;
	__u32 asked; /* CLONE_NEW* of the namespaces it is about; 0: nobody can tell */
};

/* An entry lives only while its thread is in the kernel, so this is the number of threads that can
 * be in these calls at once, not the number of threads. */
struct calls_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32); /* tid */
	__type(value, struct call);
};

extern struct calls_map calls SEC(".maps");

/* The type of the namespace that a descriptor stands for, 0 if it stands for something else. */
static __always_inline __u32 switch_type_of_fd(struct task_struct *task, int fd)
{
	struct file *file = fd_file(task, fd);
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	if (BPF_CORE_READ(inode, i_sb, s_magic) != NSFS_MAGIC)
		return 0;
	return compat_ns_type(BPF_CORE_READ(inode, i_private));
}

#define PF_FORKNOEXEC 0x40 /* include/linux/sched.h: born by fork or clone, and no exec since */

/* Our own helpers go where they must. What we were told to run has run a program: its leader has,
 * its other threads never do. */
static __always_inline bool switch_is_ours(struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	return own_tgid && BPF_CORE_READ(leader, flags) & PF_FORKNOEXEC &&
	       (__u32)BPF_CORE_READ(leader, real_parent, tgid) == own_tgid;
}

static __always_inline int switch_enter(__u32 which, int fd, __u64 ns_flags)
{
	__u64 tgid_tid = bpf_get_current_pid_tgid();
	__u32 tid = (__u32)tgid_tid;
	struct call call = {.ns_flags = ns_flags, .fd = fd, .call = which, .asked = ns_flags};

	if (follow_only && !state_is_followed(tgid_tid >> 32))
		return 0;
	if (switch_is_ours(current_task()))
		return 0;
	if (which == NSTRACE_CALL_SETNS && !ns_flags)
		call.asked = switch_type_of_fd(current_task(), fd);
	for_each_kind(kind)
		call.from[kind] = nsid_of(current_task(), kind);
	if (bpf_map_update_elem(&calls, &tid, &call, BPF_ANY))
		state_count_lost(NSTRACE_EVENT_SWITCH);
	return 0;
}

/* Keep the count of threads away, and learn where home is from the first one to leave it. */
static __always_inline void switch_account(struct nstrace_process *process,
					   const struct nstrace_nsid *from,
					   const struct nstrace_nsid *to)
{
	bool was_away, is_away;

	if (state_is_settled(process))
		process->home = *from;
	was_away = state_is_away(process, from);
	is_away = state_is_away(process, to);
	if (was_away != is_away)
		state_count_away(process, is_away ? 1 : -1);
}

static __always_inline void switch_send(struct task_struct *task, const struct call *call, int ret,
					const struct nstrace_nsid *from,
					const struct nstrace_nsid *home)
{
	struct nstrace_event *event = record_reserve(NSTRACE_EVENT_SWITCH, task, from->kind);

	if (!event)
		return;
	event->call = call->call;
	event->ns_flags = call->ns_flags;
	event->fd = call->fd;
	event->ret = ret;
	event->from = *from;
	event->home = *home;
	event->stack = stack_take();
	bpf_ringbuf_submit(event, 0);
}

/* setns(-1, 0) may have meant anything. Of a thread that is away it may have been the way home. */
static __always_inline bool switch_is_about(const struct call *call,
					    const struct nstrace_nsid *from,
					    const struct nstrace_process *process)
{
	if (call->asked & nsid_clone_flag(from->kind))
		return true;
	return call->call == NSTRACE_CALL_SETNS && !call->asked && process &&
	       state_is_away(process, from);
}

static __always_inline void switch_tell(struct task_struct *task, const struct call *call, int ret,
					__u32 kind)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;
	const struct nstrace_nsid *from = &call->from[kind];
	struct nstrace_nsid now = nsid_of(task, kind);
	bool moved = !nsid_same(&now, from);
	struct nstrace_process *process = state_find(tgid, kind);

	if (state_is_undecided(process) && !cgroup_is_wanted(task))
		return;
	if (moved)
		process = state_enter(tgid, kind);
	if (moved && !process)
		return;
	if (moved)
		switch_account(process, from, &now);
	else if (!switch_is_about(call, from, process))
		return;
	if (process && !state_is_settled(process))
		switch_send(task, call, ret, from, &process->home);
	else
		switch_send(task, call, ret, from, from);
}

static __always_inline int switch_exit(long ret)
{
	__u32 tid = (__u32)bpf_get_current_pid_tgid();
	struct call *found, call;

	found = bpf_map_lookup_elem(&calls, &tid);
	if (!found)
		return 0; /* not followed, or it was inside before we attached */
	call = *found;
	bpf_map_delete_elem(&calls, &tid);

	for_each_kind(kind)
		switch_tell(current_task(), &call, ret, kind);
	return 0;
}

#endif
