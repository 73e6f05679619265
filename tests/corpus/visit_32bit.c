// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A 32-bit program with a pool that is complete before a visit, which ends at home.
 *
 * Build: -m32
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	start_idle("healthy");
	enter(new_netns());
	enter(home_fd);
	start_idle("healthy");
	return 0;
}
