/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chain that leaves nothing behind: harness, lab host, containers each die with their parent.
 */
#ifndef LAB_DEATH_H
#define LAB_DEATH_H

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>

/* For a child just forked. The parent may have died before the call, unseen; getppid() could not
 * tell inside a new pid namespace, its pidfd (opened before the fork) does. */
static inline int die_with(int parent_pidfd)
{
	struct pollfd parent = {.fd = parent_pidfd, .events = POLLIN};

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -errno;
	return poll(&parent, 1, 0) == 0 ? 0 : -ESRCH;
}

#endif
