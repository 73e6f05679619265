// SPDX-License-Identifier: GPL-2.0-or-later
/* Tasks: made, yielding, ended and kept for reuse with their stacks. */
#include "runtime/scheduler.h"

#include <stdlib.h>
#include <sys/mman.h>

/* Address space, not memory: the kernel gives pages when they are touched. */
#define STACK_BYTES (256 * 1024)
#define GUARD_BYTES (64 * 1024) /* a multiple of any page size */

static int map_stack(void **ret)
{
	char *stack = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);

	if (stack == MAP_FAILED)
		return -errno;
	mprotect(stack, GUARD_BYTES, PROT_NONE);
	*ret = stack + GUARD_BYTES;
	return 0;
}

static void unmap_stack(void *stack)
{
	munmap((char *)stack - GUARD_BYTES, GUARD_BYTES + STACK_BYTES);
}

static int allocate(struct rt_task **ret)
{
	struct rt_task *task = calloc(1, sizeof(*task));
	int r;

	if (!task)
		return -ENOMEM;
	r = map_stack(&task->stack);
	if (r < 0) {
		free(task);
		return r;
	}
	*ret = task;
	return 0;
}

static int take_kept_or_allocate(struct rt *rt, struct rt_task **ret)
{
	struct rt_task *task = STAILQ_FIRST(&rt->free_tasks);

	if (!task)
		return allocate(ret);
	STAILQ_REMOVE_HEAD(&rt->free_tasks, queued);
	*ret = task;
	return 0;
}

static void task_main(void *arg)
{
	struct rt_task *self = arg;

	self->fn(self, self->arg);
	rt_lock(self->rt);
	self->ended = true;
	rt_context_leave(&self->context, &self->thread->scheduler);
}

int rt_task_new(struct rt *rt, rt_task_fn *fn, void *arg, struct rt_task **ret)
{
	struct rt_task *task;
	int r;

	r = take_kept_or_allocate(rt, &task);
	if (r < 0)
		return r;
	*task = (struct rt_task){.rt = rt, .stack = task->stack, .fn = fn, .arg = arg};
	rt_context_make(&task->context, task->stack, STACK_BYTES, task_main, task);
	rt->n_tasks++;
	*ret = task;
	return 0;
}

void rt_task_free(struct rt_task *task)
{
	rt_context_destroy(&task->context);
	STAILQ_INSERT_HEAD(&task->rt->free_tasks, task, queued);
}

void rt_task_free_kept(struct rt *rt)
{
	struct rt_task *task;

	while ((task = STAILQ_FIRST(&rt->free_tasks))) {
		STAILQ_REMOVE_HEAD(&rt->free_tasks, queued);
		unmap_stack(task->stack);
		free(task);
	}
}

/* Go: newproc */
int rt_go(struct rt_task *self, rt_task_fn *fn, void *arg)
{
	struct rt_task *task;
	int r;

	rt_lock(self->rt);
	r = rt_task_new(self->rt, fn, arg, &task);
	if (r == 0)
		rt_ready(self->thread, task);
	rt_unlock(self->rt);
	return r;
}

/* Go: Gosched */
void rt_yield(struct rt_task *self)
{
	rt_lock(self->rt);
	rt_enqueue(self);
	rt_switch_out(self);
}
