// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visit for System V semaphores and message queues, by unshare. The visitor ends there; its
 * worker will look for queues where there are none.
 *
 * Options: --ns=ipc
 * Expect: stranded ipc worker
 */
#include "corpus.h"

static void visit(void)
{
	if (unshare(CLONE_NEWIPC))
		err(1, "unshare");
	start_idle("worker");
}

int main(void)
{
	in_thread(visit);
	return 0;
}
