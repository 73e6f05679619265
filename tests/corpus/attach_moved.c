// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A service that moved before it made its threads: all are where no program of theirs was started,
 * and all together, which is home.
 *
 * Attach: yes
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	enter(new_netns());
	for (int i = 0; i < 4; i++)
		start_idle("healthy");
	await_trace();
	start_idle("healthy");
	return 0;
}
