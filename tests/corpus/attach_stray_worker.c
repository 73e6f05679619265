// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A service that fell ill long ago: one of its threads was born during a visit that has ended. Who
 * made it is forgotten, but that it is elsewhere than all others can still be seen.
 *
 * Attach: yes
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	start_idle("healthy");
	start_idle("healthy");
	enter(new_netns());
	start_idle("worker");
	enter(home_fd);
	await_trace();
	return 0;
}
