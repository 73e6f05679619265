/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls as their common tracepoints show them: numbers and registers, by machine. */
#ifndef SYSCALL_H
#define SYSCALL_H

#include "compat32.h"

#if defined(__TARGET_ARCH_x86)

#define SYSCALL_MPROTECT       10
#define SYSCALL_MUNMAP	       11
#define SYSCALL_RT_SIGPROCMASK 14
#define SYSCALL_MADVISE	       28
#define SYSCALL_SIGALTSTACK    131
#define SYSCALL_FUTEX	       202
#define SYSCALL_IOCTL	       16
#define SYSCALL_SOCKET	       41
#define SYSCALL_CONNECT	       42
#define SYSCALL_SENDTO	       44
#define SYSCALL_SENDMSG	       46
#define SYSCALL_BIND	       49

static __always_inline long syscall_number(const struct pt_regs *regs)
{
	return (long)regs->orig_ax;
}

/* The first three are enough here. */
static __always_inline __u64 syscall_argument(const struct pt_regs *regs, __u32 index)
{
	if (!index)
		return BPF_CORE_READ(regs, di);
	return index == 1 ? BPF_CORE_READ(regs, si) : BPF_CORE_READ(regs, dx);
}

#elif defined(__TARGET_ARCH_arm64)

#define SYSCALL_FUTEX	       98
#define SYSCALL_SIGALTSTACK    132
#define SYSCALL_RT_SIGPROCMASK 135
#define SYSCALL_MUNMAP	       215
#define SYSCALL_MPROTECT       226
#define SYSCALL_MADVISE	       233
#define SYSCALL_IOCTL	       29
#define SYSCALL_SOCKET	       198
#define SYSCALL_BIND	       200
#define SYSCALL_CONNECT	       203
#define SYSCALL_SENDTO	       206
#define SYSCALL_SENDMSG	       211

/* vmlinux.h is made from an x86 kernel. */
struct pt_regs___of_a_call {
	__u64 orig_x0; /* x0 has the result by now */
	int syscallno;
} __attribute__((preserve_access_index));

static __always_inline long syscall_number(const struct pt_regs *regs)
{
	return ((const struct pt_regs___of_a_call *)regs)->syscallno;
}

static __always_inline __u64 syscall_argument(const struct pt_regs *regs, __u32 index)
{
	if (!index)
		return BPF_CORE_READ((const struct pt_regs___of_a_call *)regs, orig_x0);
	return BPF_CORE_READ((const struct user_pt_regs *)regs, regs[index]);
}

#endif

#endif
