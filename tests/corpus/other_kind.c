// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Only network namespaces are asked about, and this thread visits others, makes workers there and
 * leaves them behind. That is bad, but not what was asked.
 *
 * Options: --ns=net
 * Expect: nothing
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("uts");

	if (unshare(CLONE_NEWUTS | CLONE_NEWIPC))
		err(1, "unshare");
	start_idle("worker");
	if (setns(home_fd, CLONE_NEWUTS))
		err(1, "setns");
	return 0;
}
