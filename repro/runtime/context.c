// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Switching by ucontext, which knows every architecture. The sanitizers keep shadow state for each
 * stack and are told of every switch; in an ordinary build their calls are empty.
 */
#include "runtime/context.h"

#include <stdint.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>

static void leave_stack(void **fake_stack, const struct rt_context *to)
{
	__sanitizer_start_switch_fiber(fake_stack, to->stack, to->stack_bytes);
}

static void arrive_on_stack(struct rt_context *arrived)
{
	struct rt_context *left = arrived->came_from;

	__sanitizer_finish_switch_fiber(arrived->fake_stack, &left->stack, &left->stack_bytes);
}
#else
static void leave_stack(void **fake_stack, const struct rt_context *to)
{
	(void)fake_stack;
	(void)to;
}

static void arrive_on_stack(struct rt_context *arrived)
{
	(void)arrived;
}
#endif

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>

static void adopt_fiber(struct rt_context *context)
{
	context->tsan_fiber = __tsan_get_current_fiber();
}

static void create_fiber(struct rt_context *context)
{
	context->tsan_fiber = __tsan_create_fiber(0);
}

static void destroy_fiber(struct rt_context *context)
{
	__tsan_destroy_fiber(context->tsan_fiber);
}

static void switch_fiber(struct rt_context *to)
{
	__tsan_switch_to_fiber(to->tsan_fiber, 0);
}
#else
static void adopt_fiber(struct rt_context *context)
{
	(void)context;
}

static void create_fiber(struct rt_context *context)
{
	(void)context;
}

static void destroy_fiber(struct rt_context *context)
{
	(void)context;
}

static void switch_fiber(struct rt_context *to)
{
	(void)to;
}
#endif

void rt_context_adopt(struct rt_context *context)
{
	*context = (struct rt_context){0};
	adopt_fiber(context);
}

/* makecontext() hands over ints only: the pointer comes in two halves. */
static void enter(unsigned int high, unsigned int low)
{
	struct rt_context *context = (void *)(((uintptr_t)high << 32) | low);

	arrive_on_stack(context);
	context->entry(context->arg);
}

void rt_context_make(struct rt_context *context, void *stack, size_t stack_bytes,
		     void (*entry)(void *arg), void *arg)
{
	uintptr_t pointer = (uintptr_t)context;

	*context = (struct rt_context){
		.entry = entry, .arg = arg, .stack = stack, .stack_bytes = stack_bytes};
	create_fiber(context);
	getcontext(&context->machine);
	context->machine.uc_stack.ss_sp = stack;
	context->machine.uc_stack.ss_size = stack_bytes;
	makecontext(&context->machine, (void (*)(void))enter, 2, (unsigned int)(pointer >> 32),
		    (unsigned int)pointer);
}

void rt_context_switch(struct rt_context *from, struct rt_context *to)
{
	to->came_from = from;
	leave_stack(&from->fake_stack, to);
	switch_fiber(to);
	swapcontext(&from->machine, &to->machine);
	arrive_on_stack(from);
}

void rt_context_leave(struct rt_context *from, struct rt_context *to)
{
	to->came_from = from;
	leave_stack(NULL, to);
	switch_fiber(to);
	setcontext(&to->machine);
}

void rt_context_destroy(struct rt_context *context)
{
	destroy_fiber(context);
}
