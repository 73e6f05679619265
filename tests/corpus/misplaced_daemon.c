// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread that could not go home starts a daemon the old way: by a child of a child. The one in
 * between never runs a program; the daemon does, in the wrong place.
 *
 * Expect: refused net visitor
 * Expect: tainted net visitor
 * Expect: misplaced net daemon
 */
#include "corpus.h"

static void start_daemon(void)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (!child) {
		announce("daemon");
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	wait_for(child);
}

static void *visit(void *unused)
{
	pid_t child;

	(void)unused;
	announce("visitor");
	enter(new_netns());
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child) {
		start_daemon();
		_exit(0);
	}
	wait_for(child);
	return NULL;
}

int main(void)
{
	join(start(visit, NULL));
	return 0;
}
