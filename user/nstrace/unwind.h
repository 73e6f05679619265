/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From registers and a piece of stack memory to the functions that called each other. */
#ifndef NSTRACE_UNWIND_H
#define NSTRACE_UNWIND_H

#include <elfutils/libdwfl.h>
#include <linux/types.h>
#include <stdint.h>
#include "nstrace_abi.h"

#define UNWIND_MAX 48

struct unwound {
	size_t n;
	uint64_t addresses[UNWIND_MAX]; /* behind each call, the innermost first */
};

/* As far as it can be told; at least where the system call was made. dwfl: with the modules of the
 * process, not used for this before. */
void unwind(Dwfl *dwfl, const struct nstrace_stack *stack, struct unwound *ret);

/* The system call ("clone" for clone3 as well); "call" if it is not one that moves or makes
 * threads. */
const char *unwind_call_name(const struct nstrace_stack *stack);

#endif
