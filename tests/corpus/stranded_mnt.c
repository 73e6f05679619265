// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Threads share their working directory, and no thread may change its mount namespace as long as it
 * does. A visitor who knows stops sharing before each switch. The worker that it makes abroad does
 * not know that it is in another tree of files.
 *
 * Options: --ns=mnt
 * Expect: stranded mnt worker
 */
#include "corpus.h"

static void go(int mntns_fd)
{
	if (unshare(CLONE_FS) || setns(mntns_fd, CLONE_NEWNS))
		err(1, "setns");
}

int main(void)
{
	int home_fd = here("mnt");

	start_idle("healthy");
	go(new_namespace("mnt", CLONE_NEWNS));
	start_idle("worker");
	go(home_fd);
	return 0;
}
