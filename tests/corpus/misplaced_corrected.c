// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread that was left behind starts helpers by a child that knows where it wants to be: one goes
 * home before it runs its program, one enters another namespace. Neither is in a wrong place.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

static sem_t visit_is_over;
static int home_fd, other_fd;

static void start_helper(int netns_fd)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (!child) {
		enter(netns_fd);
		execl("/bin/true", "true", NULL);
		_exit(127);
	}
	wait_for(child);
}

static void *work(void *unused)
{
	(void)unused;
	announce("worker");
	await(&visit_is_over);
	start_helper(home_fd);
	start_helper(other_fd);
	return NULL;
}

int main(void)
{
	pthread_t worker;

	home_fd = here("net");
	other_fd = new_netns();
	if (sem_init(&visit_is_over, 0, 0))
		err(1, "sem_init");
	enter(new_netns());
	worker = start(work, NULL);
	enter(home_fd);
	post(&visit_is_over);
	join(worker);
	return 0;
}
