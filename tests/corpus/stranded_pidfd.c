// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread enters a container by a pidfd of its first process, as `nsenter -t` and container
 * managers do; a worker is made there and left behind.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	struct tenant container = move_in(CLONE_NEWNET);
	int home_fd = here("net");
	int pidfd = (int)syscall(SYS_pidfd_open, container.tgid, 0);

	if (pidfd < 0 || setns(pidfd, CLONE_NEWNET))
		err(1, "enter by a pidfd");
	start_idle("worker");
	enter(home_fd);
	move_out(container);
	return 0;
}
