/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the runtime share. One lock guards all of it; every function here is called
 * with the lock held and returns so, unless it says otherwise.
 *
 * A task switches to its thread's scheduler with the lock held, so that nobody can resume the task
 * before it has left its stack. The scheduler drops the lock before it enters a task.
 */
#ifndef RUNTIME_SCHEDULER_H
#define RUNTIME_SCHEDULER_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/queue.h>
#include "runtime/context.h"
#include "runtime/runtime.h"

struct rt_task { /* Go: g */
	struct rt *rt;
	struct rt_context context;
	struct rt_thread *thread;    /* that it is on, or was on last */
	struct rt_thread *locked_to; /* Go: lockedm */
	void *stack;
	rt_task_fn *fn;
	void *arg;
	bool ended;
	STAILQ_ENTRY(rt_task) queued; /* in the run queue, at a channel or in the free list */
};
STAILQ_HEAD(rt_task_queue, rt_task);

struct rt_thread { /* Go: m */
	struct rt *rt;
	struct rt_context scheduler; /* Go: g0 */
	struct rt_task *locked_task; /* Go: lockedg */
	unsigned int n_locks;	     /* Go 1.10: lockedExt */
	struct rt_task *given_task;  /* by who woke it: what to run first */
	bool has_proc;
	bool spinning; /* looks for work: counted in rt->n_spinning */
	bool idle;     /* in rt->idle_threads */
	sem_t wake;    /* Go: park */
	pthread_t handle;
	pid_t tid;
	pid_t creator_tid;
	SLIST_ENTRY(rt_thread) next_idle;
	STAILQ_ENTRY(rt_thread) made; /* requested of the template, then in threads, then ended */
};
SLIST_HEAD(rt_idle_threads, rt_thread);
STAILQ_HEAD(rt_thread_queue, rt_thread);

struct rt_template { /* Go: newmHandoff */
	pthread_t handle;
	pid_t tid;
	sem_t wake;
	struct rt_thread_queue requested;
};

struct rt_policy {
	bool forced;
	const struct rt_task *main_task;
	struct rt_thread *newest; /* NULL until one is made */
};

struct rt {	    /* Go: sched */
	sem_t lock; /* no mutex: a task takes it and a scheduler, another context, drops it */
	enum rt_version version;
	struct rt_policy policy;

	unsigned int n_idle_procs;
	unsigned int n_spinning;

	struct rt_task_queue run_queue;
	atomic_uint n_queued; /* also read without the lock */
	struct rt_task_queue free_tasks;
	unsigned int n_tasks;
	bool stopping; /* the last task has ended */

	struct rt_thread *first_thread;	      /* of rt_run() */
	struct rt_idle_threads idle_threads;  /* Go: midle; last in, first out */
	struct rt_thread_queue threads;	      /* all but the first */
	struct rt_thread_queue ended_threads; /* to be joined */
	unsigned int n_threads;		      /* of threads */
	struct rt_template template;
};

static inline void rt_wait(sem_t *semaphore)
{
	while (sem_wait(semaphore) < 0)
		; /* EINTR */
}

static inline void rt_lock(struct rt *rt)
{
	rt_wait(&rt->lock);
}

static inline void rt_unlock(struct rt *rt)
{
	sem_post(&rt->lock);
}

/* scheduler.c */
void rt_schedule(struct rt_thread *thread); /* runs tasks until the thread is no longer wanted */
void rt_enqueue(struct rt_task *task);
void rt_ready(struct rt_thread *waker, struct rt_task *task);
void rt_hand_off_proc(struct rt_thread *thread);
/* Leaves the calling task to whoever runs it next; returns then, without the lock. */
void rt_switch_out(struct rt_task *self);

/* task.c */
int rt_task_new(struct rt *rt, rt_task_fn *fn, void *arg, struct rt_task **ret) warn_unused_result_;
void rt_task_free(struct rt_task *task); /* keeps it for the next rt_task_new() */
void rt_task_free_kept(struct rt *rt);

/* thread.c */
struct rt_thread *rt_thread_new(struct rt *rt);	  /* NULL: no memory */
void rt_thread_abandon(struct rt_thread *thread); /* one that could not be cloned */
void rt_thread_free(struct rt_thread *thread);
void rt_thread_join_all(struct rt_thread_queue *threads);
/* By the calling thread. Go: newosproc */
int rt_thread_clone(struct rt_thread *thread, pid_t creator_tid) warn_unused_result_;
/* Lets an idle or else a new thread carry on with a proc that the caller took from itself or from
 * the idle ones. Go: startm */
void rt_thread_start(struct rt_thread *starter, bool spinning);
void rt_thread_make_spare(struct rt_thread *creator); /* policy.newest, without a proc */
void rt_thread_sleep(struct rt *rt, sem_t *wake);     /* drops the lock meanwhile. Go: notesleep */
/* Gives a sleeping thread a proc, and perhaps a task to begin with. Go: notewakeup */
void rt_thread_wake(struct rt_thread *thread, bool spinning, struct rt_task *task);

/* template.c */
int rt_template_start(struct rt *rt) warn_unused_result_;
void rt_template_request(struct rt_thread *thread); /* have it cloned */
void rt_template_join(struct rt *rt);		    /* without the lock, when stopping */

/* policy.c */
bool rt_policy_wants_spare(const struct rt_thread *thread);
void rt_policy_forget_thread(struct rt_thread *thread);
bool rt_policy_refuses_thread(const struct rt *rt);
bool rt_policy_rests(const struct rt_thread *thread);
void rt_policy_await_rest(const struct rt_thread *creator);
bool rt_policy_preempts(const struct rt_task *task); /* without the lock */
struct rt_thread *rt_policy_idle_thread(const struct rt *rt);
struct rt_thread *rt_policy_place(const struct rt_task *task, struct rt_thread *thread);

#endif
