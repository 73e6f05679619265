/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Children that do what may take for ever: each has a limit in time, and gives back one message.
 * Nothing here waits longer than that limit, not even for a child that cannot be killed.
 */
#ifndef NSTRACE_HELPER_H
#define NSTRACE_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "lib/cleanup.h"

#define HELPERS_MAX    16  /* that have not been reaped */
#define HELPER_FDS_MAX 253 /* in a message, says the kernel (SCM_MAX_FD) */

/* Who counts them, zeroed at first. */
struct helpers {
	uint64_t patience_nsec; /* that all of them get beyond their limits */
	unsigned int n_at_work;
	unsigned int n_ended;
	pid_t ended[HELPERS_MAX]; /* killed, but not yet gone when looked at */
};

/* One at work. */
struct helper {
	pid_t child; /* 0: none */
	int socket_fd;
	uint64_t until_nsec; /* CLOCK_MONOTONIC */
};

/* In the child: sends its message. */
typedef void helper_work_fn(int socket_fd, const void *userdata);

/* *ret is the caller's to helper_end(). -EAGAIN: too many are left. */
int helper_start(struct helpers *helpers, uint64_t limit_nsec, helper_work_fn *work,
		 const void *userdata, struct helper *ret) warn_unused_result_;

/* helper_receive() would not wait, after at most this time. */
bool helper_is_done_within(const struct helper *helper, uint64_t nsec);
bool helper_is_done(const struct helper *helper);

/* The number of bytes or a negative errno. -ETIMEDOUT: its time is over; -EIO: it failed. */
ssize_t helper_receive(const struct helper *helper, void *out, size_t size) warn_unused_result_;

/* As helper_receive(), with as many descriptors as came with it, which become the caller's. */
ssize_t helper_receive_fds(const struct helper *helper, void *out, size_t size,
			   int fds[HELPER_FDS_MAX], size_t *ret_n_fds) warn_unused_result_;

/* In the child: its message. If it cannot be sent, the other side gets none. */
void helper_send(int socket_fd, const void *message, size_t size, const int *fds, size_t n_fds);

void helper_end(struct helpers *helpers, struct helper *helper);

#endif
