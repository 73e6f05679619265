/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From registers and a piece of stack memory to the functions that called each other. */
#ifndef NSTRACE_UNWIND_H
#define NSTRACE_UNWIND_H

#include "nstrace/modules.h"
#include "nstrace/stacks.h"

#define UNWIND_MAX 48

struct unwound {
	size_t n;
	struct stack_frame frames[UNWIND_MAX]; /* the innermost first */
};

/* As far as it can be told; at least where the call was made. image: NULL if unknown. */
void unwind(const struct nstrace_stack *stack, const struct image *image, struct unwound *ret);

/* The system call; "call" if it is not one that moves or makes threads. */
const char *unwind_call_name(const struct nstrace_stack *stack);

#endif
