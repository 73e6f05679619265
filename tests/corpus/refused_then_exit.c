// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The way home fails, and the program does what it should: it gives up as a whole, at once.
 *
 * Expect: refused net visitor
 */
#include "corpus.h"

static void *visit(void *unused)
{
	(void)unused;
	announce("visitor");
	enter(new_netns());
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	exit(0);
}

int main(void)
{
	join(start(visit, NULL));
	return 1;
}
