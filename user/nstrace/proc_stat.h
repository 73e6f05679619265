/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in a `stat` file of /proc. */
#ifndef NSTRACE_PROC_STAT_H
#define NSTRACE_PROC_STAT_H

#include <stdint.h>

/* When the task was born, in the kernel's ticks since boot; 0: the text is no such file's. */
uint64_t proc_stat_start(const char *text);

#endif
