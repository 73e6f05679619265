/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What /proc says of one thread. Any of it may be unreadable, and the thread may end at any moment:
 * then the answer is "unknown".
 */
#ifndef NSTRACE_SCAN_THREAD_H
#define NSTRACE_SCAN_THREAD_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include "lib/cleanup.h"
#include "nstrace_abi.h"

struct scan_activity {
	bool running;	/* on a CPU, or waiting for one */
	int syscall;	/* the number of the call it is in; -1: none, or unknown */
	char wchan[64]; /* the kernel function it waits in; "": unknown */
};

/* False: there is no such thread. The name is hostile text. */
bool scan_thread_comm(uint32_t tgid, uint32_t tid, char ret_comm[NSTRACE_COMM_LEN]);

void scan_thread_activity(uint32_t tgid, uint32_t tid, struct scan_activity *ret);

/* Its birth, CLOCK_BOOTTIME, to a hundredth of a second; 0: unknown. */
uint64_t scan_thread_start(uint32_t tgid, uint32_t tid);

#endif
