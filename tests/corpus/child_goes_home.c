// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each thread begins by going home, wherever it was born: a rule that costs one call and cannot be
 * got wrong, if the thread does so before its creator leaves it.
 *
 * Expect: nothing
 */
#include "corpus.h"

static sem_t is_home;
static int home_fd;

static void *work(void *unused)
{
	(void)unused;
	enter(home_fd);
	post(&is_home);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	home_fd = here("net");
	if (sem_init(&is_home, 0, 0))
		err(1, "sem_init");
	enter(new_netns());
	for (int i = 0; i < 4; i++) {
		start(work, NULL);
		await(&is_home);
	}
	enter(home_fd);
	return 0;
}
