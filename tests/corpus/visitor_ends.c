// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What Go does since 1.10 with a thread that was locked for a visit and not unlocked: it is not
 * used again, but ends where it is. It has made no other threads there.
 *
 * Expect: nothing
 */
#include "corpus.h"

static void visit(void)
{
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
}

int main(void)
{
	for (int i = 0; i < 20; i++)
		in_thread(visit);
	start_idle("healthy");
	return 0;
}
