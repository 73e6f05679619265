// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For each namespace a process of its own, forked from a program with threads: the child has one,
 * enters, and may do what it likes there, threads included.
 *
 * Expect: nothing
 */
#include "corpus.h"

static void work(int netns_fd)
{
	enter(netns_fd);
	start_idle("healthy");
	start_idle("healthy");
	_exit(0);
}

int main(void)
{
	start_idle("healthy");
	for (int i = 0; i < 10; i++) {
		int netns_fd = new_netns();
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (!child)
			work(netns_fd);
		wait_for(child);
		close(netns_fd);
	}
	return 0;
}
