// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A task and its thread, tied together. That keeps other tasks off the thread, and the task off
 * other threads. It does not keep the thread from cloning another one: see thread.c.
 */
#include "runtime/scheduler.h"

/* Go: LockOSThread */
void rt_lock_thread(struct rt_task *self)
{
	struct rt_thread *thread = self->thread;

	if (self->rt->version == RT_GO_1_9)
		thread->n_locks = 1;
	else
		thread->n_locks++;
	thread->locked_task = self;
	self->locked_to = thread;
}

/* Go: UnlockOSThread */
void rt_unlock_thread(struct rt_task *self)
{
	struct rt_thread *thread = self->thread;

	if (thread->n_locks == 0 || --thread->n_locks > 0)
		return;
	thread->locked_task = NULL;
	self->locked_to = NULL;
	if (rt_policy_preempts(self))
		rt_yield(self);
}
