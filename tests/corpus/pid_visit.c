// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread makes a pid namespace for its children, starts a container's first process there, and
 * takes that back at once: what it starts then is started at home.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

static void run_program(void)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	wait_for(child);
}

static void *visit(void *unused)
{
	int home_fd = here("pid");

	(void)unused;
	if (unshare(CLONE_NEWPID))
		err(1, "unshare");
	run_program();
	if (setns(home_fd, CLONE_NEWPID))
		err(1, "setns");
	run_program();
	start_idle("healthy");
	return NULL;
}

int main(void)
{
	start_idle("healthy");
	join(start(visit, NULL));
	return 0;
}
