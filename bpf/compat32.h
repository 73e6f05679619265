/* SPDX-License-Identifier: GPL-2.0-only */
/* 32-bit programs on 64-bit kernels: how to know them and their system calls, on x86 and arm64. */
#ifndef COMPAT32_H
#define COMPAT32_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* A kernel thread has no memory of its own, and no program. */
static __always_inline bool compat32_is_program(struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);

	return mm && BPF_CORE_READ(mm, task_size) <= 1ull << 32;
}

#if defined(__TARGET_ARCH_x86)

#define COMPAT32_SETNS	 346
#define COMPAT32_UNSHARE 310
#define TS_COMPAT	 0x2

/* The task, which is current, is in a 32-bit system call. */
static __always_inline bool compat32_is_call(struct task_struct *task)
{
	return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

static __always_inline __u64 compat32_argument(struct pt_regs *regs, int number)
{
	return number ? BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, bx);
}

#elif defined(__TARGET_ARCH_arm64)

#define COMPAT32_SETNS	 375
#define COMPAT32_UNSHARE 337
#define TIF_32BIT	 (1ul << 22)

/* vmlinux.h is made from an x86 kernel. */
struct thread_info___arm64 {
	long unsigned int flags;
} __attribute__((preserve_access_index));

struct user_pt_regs {
	__u64 regs[31];
} __attribute__((preserve_access_index));

static __always_inline bool compat32_is_call(struct task_struct *task)
{
	struct thread_info___arm64 *info = (void *)&task->thread_info;

	return BPF_CORE_READ(info, flags) & TIF_32BIT;
}

static __always_inline __u64 compat32_argument(struct pt_regs *regs, int number)
{
	return BPF_CORE_READ((struct user_pt_regs *)regs, regs[number]);
}

#else
#error "which system calls do 32-bit programs make here?"
#endif

#endif
