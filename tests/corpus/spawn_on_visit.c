// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread goes to a container to start a program there, by vfork and exec, and comes home. The
 * program is where it was meant to be.
 *
 * Expect: nothing
 */
#include "corpus.h"

static void run_program(void)
{
	pid_t child = vfork();

	if (child < 0)
		err(1, "vfork");
	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	wait_for(child);
}

int main(void)
{
	int home_fd = here("net");

	start_idle("healthy");
	for (int i = 0; i < 5; i++) {
		enter(new_netns());
		run_program();
		enter(home_fd);
		run_program();
	}
	return 0;
}
