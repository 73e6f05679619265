// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visit within a visit: the visitor goes from one namespace to another, and back the same way. In
 * each it makes a thread, and neither has anyone left beside it.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net"), outer_fd = new_netns(), inner_fd = new_netns();

	enter(outer_fd);
	start_idle("worker");
	enter(inner_fd);
	start_idle("worker");
	enter(outer_fd);
	enter(home_fd);
	return 0;
}
