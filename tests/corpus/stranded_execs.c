// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stray thread replaces the whole process by another program: exec ends all other threads, and
 * what runs then runs where the stray was. Nobody forked, so it is the stray that is to blame.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

static sem_t visit_is_over;

static void *work(void *unused)
{
	(void)unused;
	announce("worker");
	await(&visit_is_over);
	execl("/bin/true", "true", NULL);
	err(1, "exec");
}

int main(void)
{
	int home_fd = here("net");

	if (sem_init(&visit_is_over, 0, 0))
		err(1, "sem_init");
	enter(new_netns());
	start(work, NULL);
	enter(home_fd);
	post(&visit_is_over);
	for (;;)
		pause();
	return 0;
}
