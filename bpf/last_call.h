/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When a thread that is away last came out of a system call that says that its work goes on. Who
 * was left behind and calls nothing but what ends it is only ending.
 */
#ifndef LAST_CALL_H
#define LAST_CALL_H

#include "evidence.h"

#define FUTEX_CMD_MASK	  0x7f
#define FUTEX_WAIT	  0
#define FUTEX_WAIT_BITSET 9

/* What C libraries and runtimes call when a thread has done its work and ends: giving back its
 * stack, and waking those who wait for it. Who waits itself has not done its work. */
static __always_inline bool last_call_is_ending(const struct pt_regs *regs, long number)
{
	__u32 operation;

	if (number != SYSCALL_FUTEX)
		return number == SYSCALL_MUNMAP || number == SYSCALL_MADVISE ||
		       number == SYSCALL_MPROTECT || number == SYSCALL_RT_SIGPROCMASK ||
		       number == SYSCALL_SIGALTSTACK;
	operation = syscall_argument(regs, 1) & FUTEX_CMD_MASK;
	return operation != FUTEX_WAIT && operation != FUTEX_WAIT_BITSET;
}

/* In namespaces of any kind that is traced. */
static __always_inline bool last_call_is_away(struct task_struct *task)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;

	for_each_kind(kind) {
		struct nstrace_process *process = state_find(tgid, kind);
		struct nstrace_nsid where = nsid_of(task, kind);

		if (process && state_is_away(process, &where))
			return true;
	}
	return false;
}

/* Who calls anything else is not just ending. A thread that shares its leader's namespaces, as
 * nearly all do, was not left behind by anyone. That is asked first: every call of the machine gets
 * here, and each helper costs some 20 ns. */
static __always_inline void last_call_note(const struct pt_regs *regs, long number)
{
	__u64 now_nsec;
	__u32 tid;

	if (compat_is_with_leader())
		return;
	/* 32-bit calls have other numbers: whatever they are, they count. */
	if (last_call_is_ending(regs, number) && !compat32_is_call(current_task()))
		return;
	if (!last_call_is_away(current_task()))
		return;
	tid = (__u32)bpf_get_current_pid_tgid();
	now_nsec = bpf_ktime_get_boot_ns();
	bpf_map_update_elem(&last_calls, &tid, &now_nsec, BPF_ANY);
}

#endif
