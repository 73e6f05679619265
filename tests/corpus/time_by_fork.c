// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For each time namespace a child with one thread, which makes it, and a child of that, which lives
 * in it and runs a program.
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

int main(void)
{
	start_idle("healthy");
	for (int i = 0; i < 3; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (!child) {
			if (unshare(CLONE_NEWTIME))
				err(1, "unshare");
			run_program();
			_exit(0);
		}
		wait_for(child);
	}
	return 0;
}
