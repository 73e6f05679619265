// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bug itself. A thread visits a network namespace by a descriptor of it, a worker is made just
 * then, and inherits the place; the visitor goes home; the worker stays, and nobody told it.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	enter(new_netns());
	start_idle("worker");
	enter(home_fd);
	return 0;
}
