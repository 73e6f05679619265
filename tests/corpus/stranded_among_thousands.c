// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Thousands of threads are made during a visit and end in time. One does not, and it is the one to
 * be found.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

#define N_THREADS 3000

static void do_nothing(void)
{
}

int main(void)
{
	int home_fd = here("net");

	enter(new_netns());
	for (int i = 0; i < N_THREADS; i++) {
		in_thread(do_nothing);
		if (i == N_THREADS / 2)
			start_idle("worker");
	}
	enter(home_fd);
	return 0;
}
