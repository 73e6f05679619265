// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A service that has been to many containers, and left nobody behind: its threads are at home when
 * nstrace comes, and remain there.
 *
 * Attach: yes
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	for (int i = 0; i < 4; i++)
		start_idle("healthy");
	enter(new_netns());
	enter(home_fd);
	await_trace();
	start_idle("healthy");
	enter(new_netns());
	enter(home_fd);
	return 0;
}
