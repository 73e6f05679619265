/* SPDX-License-Identifier: GPL-2.0-only */
/* How the probes tell where in its program a thread is. */
#ifndef STACK_H
#define STACK_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

/* The number of the current thread's user stack, which is sent unless an equal one was sent before;
 * 0: it has none, none is wanted, or there is no room. */
extern __u32 stack_take(void);

#endif
