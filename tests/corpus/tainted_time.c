// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread makes a time namespace for the children it is going to have, and cannot take that back:
 * a process with threads may not choose one (EUSERS). Its children are born there from then on, and
 * threads it cannot make any more.
 *
 * Options: --ns=time_for_children
 * Expect: refused time_for_children visitor
 * Expect: tainted time_for_children visitor
 * Expect: misplaced time_for_children child
 */
#include "corpus.h"

static void *visit(void *unused)
{
	int home_fd = here("time");
	pid_t child;

	(void)unused;
	announce("visitor");
	if (unshare(CLONE_NEWTIME))
		err(1, "unshare");
	if (!setns(home_fd, CLONE_NEWTIME))
		errx(1, "it did not fail");
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	announce_tid("child", child);
	wait_for(child);
	return NULL;
}

int main(void)
{
	join(start(visit, NULL));
	return 0;
}
