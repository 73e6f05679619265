// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process with one thread fails to enter a namespace, and fails to leave another: nobody else is
 * affected, and it knows where it is.
 *
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	enter(new_netns());
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	stay_msec(150); /* a failure that was not made up for would show by now */
	return 0;
}
