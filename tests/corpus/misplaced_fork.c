// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A helper program is started by a thread that was left behind. The helper has no threads and made
 * no mistake, but runs in the wrong place.
 *
 * Expect: stranded net worker
 * Expect: misplaced net helper
 */
#include "corpus.h"

static sem_t visit_is_over;

static void *work(void *unused)
{
	pid_t child;

	(void)unused;
	announce("worker");
	await(&visit_is_over);
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	announce_tid("helper", child);
	wait_for(child);
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
