// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The fix of Go 1.10: a thread that is made at the beginning, never runs a task, and so is always
 * as the process was at its start. It clones threads for those that should not. Go: templateThread,
 * which is started by the first LockOSThread.
 */
#include "runtime/scheduler.h"

#include <unistd.h>

static void clone_requested(struct rt *rt)
{
	struct rt_template *template = &rt->template;
	struct rt_thread *thread;

	while ((thread = STAILQ_FIRST(&template->requested))) {
		STAILQ_REMOVE_HEAD(&template->requested, made);
		if (rt_thread_clone(thread, template->tid) < 0)
			rt_thread_abandon(thread);
	}
}

static void *template_main(void *arg)
{
	struct rt *rt = arg;

	rt_lock(rt);
	rt->template.tid = gettid();
	while (!rt->stopping) {
		clone_requested(rt);
		rt_thread_sleep(rt, &rt->template.wake);
	}
	clone_requested(rt);
	rt_unlock(rt);
	return NULL;
}

int rt_template_start(struct rt *rt)
{
	return -pthread_create(&rt->template.handle, NULL, template_main, rt);
}

void rt_template_request(struct rt_thread *thread)
{
	struct rt_template *template = &thread->rt->template;

	STAILQ_INSERT_TAIL(&template->requested, thread, made);
	sem_post(&template->wake);
}

void rt_template_join(struct rt *rt)
{
	pthread_join(rt->template.handle, NULL);
}
