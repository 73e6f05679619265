/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the poll loop waits for besides records, as file descriptors that become readable. */
#ifndef NSTRACE_WAIT_FD_H
#define NSTRACE_WAIT_FD_H

#include <stdint.h>
#include "lib/cleanup.h"

/* Each returns a descriptor, the caller's to close, or a negative errno. */

/* The signals that end a trace, as struct signalfd_siginfo. They and SIGPIPE are blocked from here
 * on: start the command before, so that it gets the mask as it was. */
int wait_fd_signals(void) warn_unused_result_;

/* Once, after this time. */
int wait_fd_timer(uint64_t duration_nsec) warn_unused_result_;

/* The end of a process that has not ended yet. The user is told why there is none. */
int wait_fd_process(uint32_t tgid) warn_unused_result_;

#endif
