/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flow of control with its own stack, and the switch from one to another.
 *
 * A context may be resumed by another thread than the one it left. Nothing in this library keeps a
 * thread-local variable for that reason: a compiler may compute its address once and use it on both
 * sides of a switch. The current thread is found through the task instead.
 */
#ifndef RUNTIME_CONTEXT_H
#define RUNTIME_CONTEXT_H

#include <stddef.h>
#include <ucontext.h>

struct rt_context {
	ucontext_t machine;
	void (*entry)(void *arg);
	void *arg;
	/* What the sanitizers must be told about the stack; unused without them. */
	const void *stack;
	size_t stack_bytes;
	void *fake_stack;
	struct rt_context *came_from;
	void *tsan_fiber;
};

/* For the stack that the calling thread is on. */
void rt_context_adopt(struct rt_context *context);
/* entry must not return. The stack is the caller's. */
void rt_context_make(struct rt_context *context, void *stack, size_t stack_bytes,
		     void (*entry)(void *arg), void *arg);
void rt_context_switch(struct rt_context *from, struct rt_context *to);
/* The context's last switch: it will not be resumed. */
void rt_context_leave(struct rt_context *from, struct rt_context *to);
void rt_context_destroy(struct rt_context *context);

#endif
