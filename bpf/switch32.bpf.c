// SPDX-License-Identifier: GPL-2.0-only
/*
 * setns and unshare by the 32-bit system call table, which reaches no tracepoint of its own: these
 * see every call of the machine. They are attached only once a 32-bit program is there to be seen.
 */
#include "compat32.h"
#include "switch.h"
#include <bpf/bpf_tracing.h>

SEC("tp_btf/sys_enter")
int BPF_PROG(call32_enter_btf, struct pt_regs *regs, long number)
{
	if (!compat32_is_call(current_task()))
		return 0;
	if (number == COMPAT32_SETNS)
		return switch_enter(NSTRACE_CALL_SETNS, (int)compat32_argument(regs, 0),
				    (__u32)compat32_argument(regs, 1));
	if (number == COMPAT32_UNSHARE)
		return switch_enter(NSTRACE_CALL_UNSHARE, -1, (__u32)compat32_argument(regs, 0));
	return 0;
}

/* Only these two calls have left something to look up. */
SEC("tp_btf/sys_exit")
int BPF_PROG(call32_exit_btf, struct pt_regs *regs, long ret)
{
	if (!compat32_is_call(current_task()))
		return 0;
	return switch_exit(ret);
}
