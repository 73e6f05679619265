// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread makes a pid namespace for its children, starts a container's first process there, and
 * returns to its pool as if nothing had happened. Whatever else is started by this thread will be
 * started in the container, or not at all.
 *
 * Options: --ns=pid_for_children --max-visit=50ms
 * Expect: tainted pid_for_children visitor
 * Expect: misplaced pid_for_children helper
 */
#include "corpus.h"

static void run_helper(void)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	announce_tid("helper", child);
	wait_for(child);
}

static void *visit(void *unused)
{
	struct tenant container;

	(void)unused;
	announce("visitor");
	if (unshare(CLONE_NEWPID))
		err(1, "unshare");
	container = move_in(0);
	stay_msec(150); /* longer than --max-visit */
	run_helper();
	move_out(container);
	return NULL;
}

int main(void)
{
	start_idle("healthy");
	join(start(visit, NULL));
	return 0;
}
