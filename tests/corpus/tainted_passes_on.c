// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread that could not go home makes another one before anybody notices, and ends. The mistake
 * has passed on to its child.
 *
 * Expect: refused net visitor
 * Expect: tainted net visitor
 * Expect: stranded net child
 */
#include "corpus.h"

static void visit(void)
{
	announce("visitor");
	enter(new_netns());
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	start_idle("child");
}

int main(void)
{
	in_thread(visit);
	return 0;
}
