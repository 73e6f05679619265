// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which task runs on which thread. A thread needs a proc to run tasks; a thread without one sleeps
 * or is in the kernel. There is one run queue for all, where Go has one for each proc beside it, so
 * that a proc is nothing but a count here, and stealing is taking from the queue.
 *
 * It must not make threads (thread.c) nor know why a task waits (channel.c, syscall.c).
 */
#include "runtime/scheduler.h"

#include <sched.h>

#define SPIN_ROUNDS 4 /* as often as Go's findrunnable looks at the other queues */

void rt_enqueue(struct rt_task *task)
{
	STAILQ_INSERT_TAIL(&task->rt->run_queue, task, queued);
	task->rt->n_queued++;
}

static struct rt_task *dequeue(struct rt *rt)
{
	struct rt_task *task = STAILQ_FIRST(&rt->run_queue);

	if (task) {
		STAILQ_REMOVE_HEAD(&rt->run_queue, queued);
		rt->n_queued--;
	}
	return task;
}

/* Let one more thread look for work, unless one does already: it will wake the next in its turn.
 * Go: wakep */
static void wake_proc(struct rt_thread *waker)
{
	struct rt *rt = waker->rt;

	if (rt->n_idle_procs == 0 || rt->n_spinning > 0)
		return;
	rt->n_idle_procs--;
	rt->n_spinning++;
	rt_thread_start(waker, true);
}

/* Go: ready */
void rt_ready(struct rt_thread *waker, struct rt_task *task)
{
	rt_enqueue(task);
	wake_proc(waker);
}

/* The thread is about to block and leaves its proc to somebody. Go: handoffp */
void rt_hand_off_proc(struct rt_thread *thread)
{
	struct rt *rt = thread->rt;

	thread->has_proc = false;
	if (rt->n_queued > 0) {
		rt_thread_start(thread, false);
	} else if (rt->n_idle_procs == 0 && rt->n_spinning == 0) {
		/* All others are at work and nobody looks for more of it, which may come up any
		 * time. With one proc every blocking syscall comes here. */
		rt->n_spinning++;
		rt_thread_start(thread, true);
	} else {
		rt->n_idle_procs++;
	}
}

static void become_spinning(struct rt_thread *thread)
{
	thread->spinning = true;
	thread->rt->n_spinning++;
}

static void stop_spinning(struct rt_thread *thread)
{
	thread->spinning = false;
	thread->rt->n_spinning--;
}

/* Go: the stealing half of findrunnable */
static void spin(struct rt_thread *thread)
{
	struct rt *rt = thread->rt;

	if (!thread->spinning && rt->n_spinning > 0)
		return;
	if (!thread->spinning)
		become_spinning(thread);
	rt_unlock(rt);
	for (int round = 0; round < SPIN_ROUNDS && rt->n_queued == 0; round++)
		sched_yield();
	rt_lock(rt);
}

static void give_up_proc(struct rt_thread *thread)
{
	if (thread->spinning)
		stop_spinning(thread);
	thread->has_proc = false;
	thread->rt->n_idle_procs++;
}

/* Leave the proc to who can use it. Whoever is at work or in the kernel comes for it otherwise. */
static void rest(struct rt_thread *thread)
{
	struct rt *rt = thread->rt;

	if (thread->spinning)
		stop_spinning(thread);
	thread->has_proc = false;
	if (rt->n_queued > 0 && rt_policy_idle_thread(rt))
		rt_thread_start(thread, false);
	else
		rt->n_idle_procs++;
}

/* Go: stopm */
static void sleep_idle(struct rt_thread *thread)
{
	thread->idle = true;
	SLIST_INSERT_HEAD(&thread->rt->idle_threads, thread, next_idle);
	rt_thread_sleep(thread->rt, &thread->wake);
}

static struct rt_task *take_given_task(struct rt_thread *thread)
{
	struct rt_task *task = thread->given_task;

	thread->given_task = NULL;
	return task;
}

/* NULL: the last task has ended. Go: findrunnable */
static struct rt_task *find_task(struct rt_thread *thread)
{
	struct rt *rt = thread->rt;
	struct rt_task *task = NULL;

	while (!task && !rt->stopping) {
		if (!thread->has_proc) {
			sleep_idle(thread);
			task = take_given_task(thread);
			continue;
		}
		if (rt_policy_rests(thread)) {
			rest(thread);
			continue;
		}
		if (rt->n_queued == 0)
			spin(thread);
		task = dequeue(rt);
		if (!task)
			give_up_proc(thread);
	}
	if (task && thread->spinning) {
		/* Go: resetspinning. Where this one came from there may be more. */
		stop_spinning(thread);
		wake_proc(thread);
	}
	return task;
}

/* The thread is tied to a task that does not run now: wait until somebody who finds it runnable
 * gives it to us, with a proc. Go: stoplockedm */
static struct rt_task *wait_for_locked_task(struct rt_thread *thread)
{
	if (thread->has_proc)
		rt_hand_off_proc(thread);
	rt_thread_sleep(thread->rt, &thread->wake);
	return take_given_task(thread);
}

void rt_switch_out(struct rt_task *self)
{
	rt_context_switch(&self->context, &self->thread->scheduler);
}

/* Returns when the task has switched out, with the lock, which it took for that. Go: execute */
static void execute(struct rt_thread *thread, struct rt_task *task)
{
	task->thread = thread;
	rt_unlock(thread->rt);
	rt_context_switch(&thread->scheduler, &task->context);
}

static void stop(struct rt *rt)
{
	rt->stopping = true;
	while (!SLIST_EMPTY(&rt->idle_threads))
		rt_thread_wake(SLIST_FIRST(&rt->idle_threads), false, NULL);
	sem_post(&rt->first_thread->wake); /* see run_first_thread() */
	sem_post(&rt->template.wake);
}

/* Says whether the thread may go on: Go 1.10 does not trust one whose task ended without unlocking
 * it, Go 1.9 takes it back into the pool as it is. Go: goexit0 */
static bool end_task(struct rt_thread *thread, struct rt_task *task)
{
	struct rt *rt = thread->rt;

	if (rt->version == RT_GO_1_9)
		thread->n_locks = 0;
	thread->locked_task = NULL;
	rt_task_free(task);
	if (--rt->n_tasks == 0)
		stop(rt);
	return thread->n_locks == 0;
}

/* Go: schedule */
void rt_schedule(struct rt_thread *thread)
{
	struct rt_thread *place;
	struct rt_task *task;

	for (;;) {
		task = thread->locked_task ? wait_for_locked_task(thread) : find_task(thread);
		if (!task)
			return;
		place = rt_policy_place(task, thread);
		if (place != thread) {
			/* Our proc goes with it. Go: startlockedm */
			thread->has_proc = false;
			rt_thread_wake(place, false, task);
			continue;
		}
		execute(thread, task);
		if (task->ended && !end_task(thread, task))
			return;
	}
}
