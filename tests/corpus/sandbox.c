// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program locks itself in before it begins to work: while it has one thread, it leaves everything
 * behind that it does not need. Its threads are born inside, and never see anything else.
 *
 * Options: --ns=all --max-visit=50ms
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP))
		err(1, "unshare");
	for (int i = 0; i < 4; i++)
		start_idle("healthy");
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
