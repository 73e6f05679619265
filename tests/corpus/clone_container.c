// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A child that is born in namespaces of its own, by clone: it was never anywhere else, so that it
 * is at home there, with all its threads.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

static int live(void *unused)
{
	(void)unused;
	start_idle("healthy");
	start_idle("healthy");
	_exit(0);
}

int main(void)
{
	static char stack[65536] __attribute__((aligned(16)));
	pid_t child;

	start_idle("healthy");
	child = clone(live, stack + sizeof(stack),
		      CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID |
			      SIGCHLD,
		      NULL);
	if (child < 0)
		err(1, "clone");
	wait_for(child);
	return 0;
}
