// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which thread gets the work. RT_NATURAL does as Go does. RT_FORCED makes unlucky choices, so that
 * every run is the same: when a locked thread first gives its proc away it makes one thread, as if
 * all others were at work, and none is made beside it until the lock is gone. The new thread does
 * nothing but wait for the main task, which is preempted when it unlocks, and goes there. A
 * scheduler is free to choose so; nothing here knows of namespaces.
 */
#include "runtime/scheduler.h"

#include <sched.h>

bool rt_policy_wants_spare(const struct rt_thread *thread)
{
	const struct rt_policy *policy = &thread->rt->policy;

	return policy->forced && !policy->newest && thread->locked_task;
}

void rt_policy_forget_thread(struct rt_thread *thread)
{
	if (thread->rt->policy.newest == thread)
		thread->rt->policy.newest = NULL;
}

/* NULL: make one. Naturally the thread that fell asleep last, as Go's mget(): its caches are warm.
 * The newest thread is kept for the main task; another might hold it in the kernel. */
struct rt_thread *rt_policy_idle_thread(const struct rt *rt)
{
	struct rt_thread *thread = SLIST_FIRST(&rt->idle_threads);

	return thread && thread == rt->policy.newest ? SLIST_NEXT(thread, next_idle) : thread;
}

/* During a visit this one thread is made and no other: a proc that would need one lies idle until
 * somebody comes back from the kernel. Only for visits that wait for no other task. */
bool rt_policy_refuses_thread(const struct rt *rt)
{
	return rt->policy.forced && rt->policy.main_task->locked_to;
}

/* The newest thread does nothing until the main task comes to it. */
bool rt_policy_rests(const struct rt_thread *thread)
{
	return thread == thread->rt->policy.newest;
}

/* As if the kernel ran the new thread before its creator goes on. */
void rt_policy_await_rest(const struct rt_thread *creator)
{
	struct rt *rt = creator->rt;

	while (rt->policy.newest && rt->policy.newest != creator && !rt->policy.newest->idle) {
		rt_unlock(rt);
		sched_yield();
		rt_lock(rt);
	}
}

/* As if its time were up just when it has unlocked its thread. */
bool rt_policy_preempts(const struct rt_task *task)
{
	const struct rt_policy *policy = &task->rt->policy;

	return policy->newest && task == policy->main_task && task->thread != policy->newest;
}

/* Where a task that `thread` has found should run. */
struct rt_thread *rt_policy_place(const struct rt_task *task, struct rt_thread *thread)
{
	const struct rt_policy *policy = &task->rt->policy;

	if (task->locked_to)
		return task->locked_to;
	if (policy->newest && policy->newest->idle && task == policy->main_task)
		return policy->newest;
	return thread;
}
