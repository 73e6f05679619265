// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread that was left behind knows no better and makes another, which is born in the wrong place
 * too, then ends. The one visit, long over, goes on to breed strays.
 *
 * Expect: stranded net worker
 * Expect: stranded net descendant
 */
#include "corpus.h"

static sem_t visit_is_over;
static pid_t worker_tid;

static void *work(void *unused)
{
	(void)unused;
	announce("worker");
	worker_tid = gettid();
	await(&visit_is_over);
	start_idle("descendant");
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
	await_end(worker_tid);
	return 0;
}
