// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same by posix_spawn, which makes a child that shares the memory of its parent, and holds the
 * parent up, until it runs a program: what most runtimes do today.
 *
 * Expect: stranded net worker
 * Expect: misplaced net helper
 */
#include "corpus.h"

#include <spawn.h>

static sem_t visit_is_over;

static void *work(void *unused)
{
	char *argv[] = {(char[]){"true"}, NULL};
	pid_t child;

	(void)unused;
	announce("worker");
	await(&visit_is_over);
	for (int i = 0; i < 2; i++) {
		if (posix_spawn(&child, "/bin/true", NULL, NULL, argv, NULL))
			errx(1, "posix_spawn");
		announce_tid("helper", child);
		wait_for(child);
	}
	return NULL;
}

int main(void)
{
	int home_fd = here("net");
	pthread_t worker;

	if (sem_init(&visit_is_over, 0, 0))
		err(1, "sem_init");
	enter(new_netns());
	worker = start(work, NULL);
	enter(home_fd);
	post(&visit_is_over);
	join(worker);
	return 0;
}
