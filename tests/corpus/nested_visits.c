// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visit within a visit, by a thread of a pool that makes no threads meanwhile, and goes home by
 * the shortest way.
 *
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net"), outer_fd = new_netns(), inner_fd = new_netns();

	start_idle("healthy");
	enter(outer_fd);
	enter(inner_fd);
	enter(outer_fd);
	enter(inner_fd);
	enter(home_fd);
	start_idle("healthy");
	return 0;
}
