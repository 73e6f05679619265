// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Into the kernel without a proc, and back. All syscalls are taken for blocking ones (Go:
 * entersyscallblock). Go lets short ones keep their proc, which its sysmon thread takes away when
 * they last over 20 us (entersyscall, retake); that would leave the bug as it is, only rarer, and
 * hide what happens behind a clock.
 */
#include "runtime/scheduler.h"

void rt_syscall_enter(struct rt_task *self)
{
	struct rt_thread *thread = self->thread;

	rt_lock(self->rt);
	if (rt_policy_wants_spare(thread))
		rt_thread_make_spare(thread);
	rt_hand_off_proc(thread);
	if (self->locked_to)
		rt_policy_await_rest(thread);
	rt_unlock(self->rt);
}

/* With an idle proc the task goes on where it is. Otherwise it waits in the run queue, and goes on
 * where it is taken from there: on another thread, unless it is locked to this one. Go:
 * exitsyscall, exitsyscall0 */
void rt_syscall_exit(struct rt_task *self)
{
	struct rt *rt = self->rt;

	rt_lock(rt);
	if (rt->n_idle_procs == 0) {
		rt_enqueue(self);
		rt_switch_out(self);
		return;
	}
	rt->n_idle_procs--;
	self->thread->has_proc = true;
	rt_unlock(rt);
}
