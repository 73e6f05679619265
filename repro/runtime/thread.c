// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Threads: made when one is needed and none is idle, put to sleep and woken, ended.
 *
 * A new thread is a copy of the one that clones it, namespaces included. Here is the bug: up to Go
 * 1.9 that is whichever thread needs one, even one that a task has locked and taken on a visit to a
 * foreign namespace. The task goes home with its own thread; the copy joins the pool where it is.
 */
#include "runtime/scheduler.h"

#include <stdlib.h>
#include <unistd.h>

void rt_thread_sleep(struct rt *rt, sem_t *wake)
{
	rt_unlock(rt);
	rt_wait(wake);
	rt_lock(rt);
}

void rt_thread_wake(struct rt_thread *thread, bool spinning, struct rt_task *task)
{
	if (thread->idle)
		SLIST_REMOVE(&thread->rt->idle_threads, thread, rt_thread, next_idle);
	thread->idle = false;
	thread->has_proc = true;
	thread->spinning = spinning;
	thread->given_task = task;
	sem_post(&thread->wake);
}

static void return_proc(struct rt *rt, bool spinning)
{
	if (spinning)
		rt->n_spinning--;
	rt->n_idle_procs++;
}

struct rt_thread *rt_thread_new(struct rt *rt)
{
	struct rt_thread *thread = calloc(1, sizeof(*thread));

	if (!thread)
		return NULL;
	thread->rt = rt;
	sem_init(&thread->wake, 0, 0);
	return thread;
}

void rt_thread_free(struct rt_thread *thread)
{
	rt_policy_forget_thread(thread);
	sem_destroy(&thread->wake);
	free(thread);
}

/* Its proc lies idle until a thread comes back from the kernel and takes it. Go gives up here:
 * "failed to create new OS thread". */
void rt_thread_abandon(struct rt_thread *thread)
{
	if (thread->has_proc)
		return_proc(thread->rt, thread->spinning);
	rt_thread_free(thread);
}

void rt_thread_join_all(struct rt_thread_queue *threads)
{
	struct rt_thread *thread;

	while ((thread = STAILQ_FIRST(threads))) {
		STAILQ_REMOVE_HEAD(threads, made);
		pthread_join(thread->handle, NULL);
		rt_thread_free(thread);
	}
}

/* Go: mstart … mexit */
static void *thread_main(void *arg)
{
	struct rt_thread *thread = arg;
	struct rt *rt = thread->rt;

	rt_lock(rt);
	thread->tid = gettid();
	rt_context_adopt(&thread->scheduler);
	rt_schedule(thread);
	if (!rt->stopping) {
		rt_hand_off_proc(thread);
		STAILQ_REMOVE(&rt->threads, thread, rt_thread, made);
		STAILQ_INSERT_TAIL(&rt->ended_threads, thread, made);
		rt->n_threads--;
	}
	rt_unlock(rt);
	return NULL;
}

/* With the lock, which Go drops for this: whoever finds the thread in a list can join it. */
int rt_thread_clone(struct rt_thread *thread, pid_t creator_tid)
{
	struct rt *rt = thread->rt;
	int error;

	thread->creator_tid = creator_tid;
	error = pthread_create(&thread->handle, NULL, thread_main, thread);
	if (error)
		return -error;
	STAILQ_INSERT_TAIL(&rt->threads, thread, made);
	rt->n_threads++;
	return 0;
}

/* The condition is the fix of Go 1.10 (golang.org/issue/20676): a task may have changed the thread
 * that it locked in ways which no other thread should inherit. Go: newm */
static void clone_or_request(struct rt_thread *thread, const struct rt_thread *creator)
{
	struct rt *rt = thread->rt;

	rt_thread_join_all(&rt->ended_threads);
	if (rt->version == RT_GO_1_10 && creator->n_locks > 0)
		rt_template_request(thread);
	else if (rt_thread_clone(thread, creator->tid) < 0)
		rt_thread_abandon(thread);
}

void rt_thread_start(struct rt_thread *starter, bool spinning)
{
	struct rt *rt = starter->rt;
	struct rt_thread *thread = rt_policy_idle_thread(rt);

	if (thread) {
		rt_thread_wake(thread, spinning, NULL);
		return;
	}
	thread = rt_policy_refuses_thread(rt) ? NULL : rt_thread_new(rt);
	if (!thread) {
		return_proc(rt, spinning);
		return;
	}
	thread->has_proc = true;
	thread->spinning = spinning;
	clone_or_request(thread, starter);
}

void rt_thread_make_spare(struct rt_thread *creator)
{
	struct rt_thread *thread = rt_thread_new(creator->rt);

	if (!thread)
		return;
	creator->rt->policy.newest = thread;
	clone_or_request(thread, creator);
}
