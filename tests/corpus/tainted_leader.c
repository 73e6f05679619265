// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stray thread is the one whose id is the process's: /proc/PID/ns shows its place as if it were
 * that of all. But home is where the process began, and where its other threads are.
 *
 * Options: --max-visit=50ms
 * Expect: tainted net leader
 */
#include "corpus.h"

int main(void)
{
	announce("leader");
	start_idle("healthy");
	start_idle("healthy");
	enter(new_netns());
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
