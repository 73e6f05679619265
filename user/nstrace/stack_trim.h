/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which frames of a stack help a reader. */
#ifndef NSTRACE_STACK_TRIM_H
#define NSTRACE_STACK_TRIM_H

#include <stdbool.h>
#include "nstrace/stacks.h"

/* Leaves out how a library makes the call, and how the thread was started. Something is always
 * left, if there was something. */
void stack_trim(const struct stack_frame *frames, size_t n, struct stack *ret);

/* By its module. */
bool stack_trim_is_libc(const struct stack_frame *frame);

#endif
