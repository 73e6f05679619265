// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The worker finds out and goes home, but only after its creator had left it: until then whatever
 * it was given to do was done in the wrong place. What it makes at home is at home.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

static sem_t visit_is_over;
static int home_fd;

static void *work(void *unused)
{
	(void)unused;
	announce("worker");
	await(&visit_is_over);
	stay_msec(50); /* time for some work in the wrong place */
	enter(home_fd);
	start_idle("healthy");
	return NULL;
}

int main(void)
{
	pthread_t worker;

	if (sem_init(&visit_is_over, 0, 0))
		err(1, "sem_init");
	home_fd = here("net");
	enter(new_netns());
	worker = start(work, NULL);
	enter(home_fd);
	post(&visit_is_over);
	join(worker);
	return 0;
}
