// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A service with strays in two different containers. All
 * are away from where most are.
 *
 * Attach: yes
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	for (int i = 0; i < 4; i++)
		start_idle("healthy");
	for (int i = 0; i < 2; i++) {
		enter(new_netns());
		start_idle("worker");
		enter(home_fd);
	}
	await_trace();
	start_idle("healthy");
	return 0;
}
