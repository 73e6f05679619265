// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What container runtimes do, from a daemon with threads: a child makes all namespaces at once, its
 * child is the first process in them, sets up files and a host name, and becomes the container.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

#include <sys/mount.h>

#define CONTAINER \
	(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWCGROUP)

static void be_container(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("proc", "/proc", "proc", 0, NULL) || sethostname("container", 9))
		err(1, "a container");
	execl("/bin/sh", "sh", "-c", "sleep 0.01 & wait", NULL);
	_exit(127);
}

static void start_container(void)
{
	pid_t init;

	if (unshare(CONTAINER))
		err(1, "unshare");
	init = fork();
	if (init < 0)
		err(1, "fork");
	if (!init)
		be_container();
	wait_for(init);
	_exit(0);
}

int main(void)
{
	start_idle("healthy");
	for (int i = 0; i < 3; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (!child)
			start_container();
		wait_for(child);
	}
	return 0;
}
