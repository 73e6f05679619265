// SPDX-License-Identifier: GPL-2.0-only
/* setns and unshare, seen by their system call tracepoints. 32-bit calls do not get here. */
#include "switch.h"

struct calls_map calls SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_setns")
int setns_enter_tp(struct trace_event_raw_sys_enter *ctx)
{
	return switch_enter(NSTRACE_CALL_SETNS, (int)ctx->args[0], (int)ctx->args[1]);
}

/* For setns and unshare: a program that is loaded once for both is verified once. */
SEC("tracepoint/syscalls/sys_exit_setns")
int switch_exit_tp(struct trace_event_raw_sys_exit *ctx)
{
	return switch_exit(ctx->ret);
}

SEC("tracepoint/syscalls/sys_enter_unshare")
int unshare_enter_tp(struct trace_event_raw_sys_enter *ctx)
{
	return switch_enter(NSTRACE_CALL_UNSHARE, -1, ctx->args[0]);
}
