/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many tasks on few threads, scheduled as Go's runtime does it: Go 1.9, or Go 1.10 with its fix.
 *
 * A task (Go's goroutine, G) has its own stack. It runs on a thread (M) that holds one of a fixed
 * number of procs (P, as many as GOMAXPROCS says). It may go to sleep on one thread and wake up on
 * another: after each call below that takes `self`, whatever belongs to a thread may be another
 * thread's. That includes errno, so take it before rt_syscall_exit().
 */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <sys/types.h>
#include "lib/cleanup.h"

struct rt_task;
struct rt_channel;

typedef void rt_task_fn(struct rt_task *self, void *arg);

enum rt_version {
	RT_GO_1_9,  /* whichever thread needs another thread clones it */
	RT_GO_1_10, /* a locked thread has it cloned by the template thread */
};

enum rt_schedule {
	RT_NATURAL,
	RT_FORCED, /* see policy.c */
};

struct rt_config {
	enum rt_version version;
	enum rt_schedule schedule;
	unsigned int n_procs; /* 0: two */
};

/* Runs fn as the main task and returns when every task has ended; all but the calling thread are
 * gone by then. A task that waits for ever makes it wait for ever. */
int rt_run(const struct rt_config *config, rt_task_fn *fn, void *arg) warn_unused_result_;

/* `go fn(arg)` */
int rt_go(struct rt_task *self, rt_task_fn *fn, void *arg) warn_unused_result_;
void rt_yield(struct rt_task *self);

/* Around whatever may block in the kernel: the thread gives its proc away meanwhile. */
void rt_syscall_enter(struct rt_task *self);
void rt_syscall_exit(struct rt_task *self);

/* Ties the task to the thread it is on. Go 1.9: one unlock undoes any number of locks. Go 1.10:
 * they are counted, and a task that ends locked takes its thread with it. */
void rt_lock_thread(struct rt_task *self);
void rt_unlock_thread(struct rt_task *self);

/* A queue of up to capacity (at least 1) pointers. The last one to use it frees it. */
int rt_channel_new(struct rt_task *self, unsigned int capacity,
		   struct rt_channel **ret) warn_unused_result_;
void rt_channel_free(struct rt_channel *channel);
void rt_channel_send(struct rt_task *self, struct rt_channel *channel, void *item);
void *rt_channel_receive(struct rt_task *self, struct rt_channel *channel);

/* The thread that a task is on, and the one that cloned it (0 for the thread of rt_run()). */
struct rt_thread_ids {
	pid_t tid;
	pid_t creator_tid;
};

struct rt_thread_ids rt_thread_ids(const struct rt_task *self);
/* 0 with Go 1.9, which has none. */
pid_t rt_template_tid(const struct rt_task *self);
/* How many threads carry tasks now: all that were started and have not ended. */
unsigned int rt_n_threads(const struct rt_task *self);

#endif
