// SPDX-License-Identifier: GPL-2.0-or-later
/* The life of a runtime, and what one may ask of it. */
#include "runtime/scheduler.h"

#include <unistd.h>

#define DEFAULT_PROCS 2

static void init(struct rt *rt, const struct rt_config *config)
{
	*rt = (struct rt){
		.version = config->version,
		.policy.forced = config->schedule == RT_FORCED,
		/* The first thread begins with one. */
		.n_idle_procs = (config->n_procs ? config->n_procs : DEFAULT_PROCS) - 1,
	};
	sem_init(&rt->lock, 0, 1);
	sem_init(&rt->template.wake, 0, 0);
	STAILQ_INIT(&rt->run_queue);
	STAILQ_INIT(&rt->free_tasks);
	STAILQ_INIT(&rt->threads);
	STAILQ_INIT(&rt->ended_threads);
	STAILQ_INIT(&rt->template.requested);
}

static void destroy(struct rt *rt)
{
	struct rt_task *task;

	while ((task = STAILQ_FIRST(&rt->run_queue))) { /* only when it never ran */
		STAILQ_REMOVE_HEAD(&rt->run_queue, queued);
		rt_task_free(task);
	}
	rt_task_free_kept(rt);
	if (rt->first_thread)
		rt_thread_free(rt->first_thread);
	sem_destroy(&rt->template.wake);
	sem_destroy(&rt->lock);
}

static void join_others(struct rt *rt)
{
	if (rt->version == RT_GO_1_10)
		rt_template_join(rt);
	rt_thread_join_all(&rt->threads);
	rt_thread_join_all(&rt->ended_threads);
}

/* The first thread must not end: the process's other threads need it to come back to rt_run(). When
 * it is not to carry tasks any more it waits here. Go: mexit, for m0 */
static void run_first_thread(struct rt_thread *thread)
{
	struct rt *rt = thread->rt;

	rt_lock(rt);
	rt_schedule(thread);
	if (!rt->stopping)
		rt_hand_off_proc(thread);
	while (!rt->stopping)
		rt_thread_sleep(rt, &thread->wake);
	rt_unlock(rt);
}

static int prepare(struct rt *rt, rt_task_fn *fn, void *arg)
{
	struct rt_task *main_task;
	int r;

	rt->first_thread = rt_thread_new(rt);
	if (!rt->first_thread)
		return -ENOMEM;
	rt->first_thread->has_proc = true;
	rt->first_thread->tid = gettid();
	rt_context_adopt(&rt->first_thread->scheduler);
	r = rt_task_new(rt, fn, arg, &main_task);
	if (r < 0)
		return r;
	rt->policy.main_task = main_task;
	rt_enqueue(main_task);
	return rt->version == RT_GO_1_10 ? rt_template_start(rt) : 0;
}

int rt_run(const struct rt_config *config, rt_task_fn *fn, void *arg)
{
	struct rt rt;
	int r;

	init(&rt, config);
	r = prepare(&rt, fn, arg);
	if (r == 0) {
		run_first_thread(rt.first_thread);
		join_others(&rt);
	}
	destroy(&rt);
	return r;
}

struct rt_thread_ids rt_thread_ids(const struct rt_task *self)
{
	return (struct rt_thread_ids){self->thread->tid, self->thread->creator_tid};
}

pid_t rt_template_tid(const struct rt_task *self)
{
	pid_t tid;

	rt_lock(self->rt);
	tid = self->rt->template.tid;
	rt_unlock(self->rt);
	return tid;
}

unsigned int rt_n_threads(const struct rt_task *self)
{
	unsigned int n;

	rt_lock(self->rt);
	n = 1 + self->rt->n_threads;
	rt_unlock(self->rt);
	return n;
}
