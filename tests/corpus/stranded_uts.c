// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread visits a container to ask for its host name. The worker that is made meanwhile will tell
 * everybody that it runs on another machine.
 *
 * Options: --ns=uts
 * Expect: stranded uts worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("uts");

	if (setns(new_namespace("uts", CLONE_NEWUTS), CLONE_NEWUTS))
		err(1, "setns");
	start_idle("worker");
	if (setns(home_fd, CLONE_NEWUTS))
		err(1, "setns");
	return 0;
}
