/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a `stat` file of /proc. */
#ifndef LIB_PROC_STAT_H
#define LIB_PROC_STAT_H

#include <stdint.h>

#define PROC_STAT_BYTES 1024

/* Of a process; "" if it has ended. Returns out. */
const char *proc_stat_read(uint32_t tgid, char out[PROC_STAT_BYTES]);

/* When the task was born, in the kernel's ticks since boot; 0: the text is no such file's. */
uint64_t proc_stat_start(const char *text);

/* Its parent process; 0: it has none here. */
uint32_t proc_stat_parent(const char *text);

uint64_t proc_stat_nsec(uint64_t ticks);

#endif
