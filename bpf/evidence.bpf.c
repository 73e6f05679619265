// SPDX-License-Identifier: GPL-2.0-only
/*
 * Evidence: what a thread does while it is away from home.
 *
 * One program looks at the end of every system call, when the kernel has read the arguments and so
 * they are in memory. Tracepoints of single calls would need two programs each, and some 80 ms each
 * to be taken off again. All but a few calls leave after one comparison of their number, and those
 * few after one lookup unless a thread of their process is away.
 */
#include "act.h"
#include "act_netlink.h"
#include "last_call.h"
#include <bpf/bpf_tracing.h>

/* Errnos by which the kernel tells itself to restart a call: it is not over yet. */
#define ERESTARTSYS	      512
#define ERESTART_RESTARTBLOCK 516

struct evidence_ring_map evidence_ring SEC(".maps");

static __always_inline bool evidence_is_act(long number)
{
	return number == SYSCALL_SOCKET || number == SYSCALL_CONNECT || number == SYSCALL_BIND ||
	       number == SYSCALL_SENDTO || number == SYSCALL_SENDMSG || number == SYSCALL_IOCTL;
}

static __always_inline bool evidence_goes_on(long ret)
{
	return ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(evidence_btf, struct pt_regs *regs, long ret)
{
	struct ended ended = {.regs = regs, .ret = ret};
	long number = syscall_number(regs);

	last_call_note(regs, number);
	if (!evidence_is_act(number) || !evidence_is_away(current_task(), &ended.where))
		return 0;
	if (evidence_goes_on(ret) || compat32_is_call(current_task()))
		return 0;
	switch (number) {
	case SYSCALL_SOCKET:
		return act_socket(&ended);
	case SYSCALL_CONNECT:
		return act_address(NSTRACE_ACT_CONNECT, &ended);
	case SYSCALL_BIND:
		return act_address(NSTRACE_ACT_BIND, &ended);
	case SYSCALL_SENDTO:
		return act_netlink_send(&ended, false);
	case SYSCALL_SENDMSG:
		return act_netlink_send(&ended, true);
	default:
		return act_ioctl(&ended);
	}
}
