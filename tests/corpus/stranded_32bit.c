// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bug in a 32-bit program: its system calls have other numbers, and another way into the
 * kernel.
 *
 * Build: -m32
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
