/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people see: progress on standard error, the result on standard output. */
#ifndef HARNESS_SHOW_H
#define HARNESS_SHOW_H

#include <stddef.h>
#include "harness/report.h"
#include "lab/lab.h"
#include "lib/log.h"

/* A bar on a terminal, with the time that the rest will take, by what it took since begin_nsec
 * (CLOCK_MONOTONIC), which the next line of any kind must replace; nothing elsewhere. */
void progress_show(const char *what, unsigned int n_done, unsigned int n_total,
		   uint64_t begin_nsec);
void progress_clear(void);
/* A step of the run has begun or ended: a line, on a terminal or not. */
#define progress_step(...) (progress_clear(), log_info(__VA_ARGS__))

/* The text block of the finding about this thread, or of the first error: where it begins, and its
 * length; NULL if there is none. tid 0: any. */
const char *show_find_block(const char *text, int tid, size_t *ret_n_bytes);

void show_finding(const char *text, int tid);
void show_report(const struct report *report);
/* Of a lab that stays up: how to enter and to remove it. */
void show_kept(const struct lab *lab);

#endif
