/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a trace waits for, for poll(): signals, records, the time limit, the ends of the processes
 * that were given. What is to be done when one of them is ready is the loop's business.
 */
#ifndef NSTRACE_SOURCES_H
#define NSTRACE_SOURCES_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/cleanup.h"

enum source {
	SOURCE_SIGNALS,
	SOURCE_EVENTS,	 /* these two are lent: */
	SOURCE_EVIDENCE, /* whoever opened them closes them */
	SOURCE_TIMER,
	SOURCE_PROCESSES, /* and all behind it: a pidfd each */
};

struct sources {
	struct pollfd *items;
	size_t n_processes, n_alive;
};

/* Not those that are lent: set them in items. On failure the user has been told; either way sources
 * is the caller's to sources_close(). */
int sources_open(struct sources *sources, const uint32_t *tgids,
		 size_t n_tgids) warn_unused_result_;

/* From now on. On failure the user has been told. */
int sources_limit_time(struct sources *sources, uint64_t duration_nsec) warn_unused_result_;
void sources_close(struct sources *sources);

/* As poll(). */
int sources_wait(struct sources *sources, int timeout_msec) warn_unused_result_;

/* After sources_wait(). */
bool sources_is_ready(const struct sources *sources, enum source source);

/* The signal that came; false: there is none. *ret_is_sent: a process sent it, to us alone, not
 * the kernel. */
bool sources_take_signal(const struct sources *sources, int *ret_signal, bool *ret_is_sent);

/* It has told what it had to. */
void sources_forget_timer(struct sources *sources);

/* Forgets the processes that have ended. True: there were some, and none is left. */
bool sources_take_ends(struct sources *sources);

#endif
