// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A daemon enters its namespace first of all, while it has one thread, and lives there ever after,
 * with as many as it likes.
 *
 * Options: --max-visit=50ms
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	enter(new_netns());
	for (int i = 0; i < 4; i++)
		start_idle("healthy");
	stay_msec(150); /* longer than --max-visit */
	start_idle("healthy");
	return 0;
}
