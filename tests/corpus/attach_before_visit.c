// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A healthy service falls ill while nstrace looks: who was there before is known, and who is born
 * on the visit is told from them.
 *
 * Attach: yes
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	start_idle("healthy");
	await_trace();
	enter(new_netns());
	start_idle("worker");
	enter(home_fd);
	start_idle("healthy");
	return 0;
}
