// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The visitor does not enter a namespace but makes one, by unshare. It does not go home either: it
 * ends there, and its worker stays.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

static void visit(void)
{
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	start_idle("worker");
}

int main(void)
{
	in_thread(visit);
	return 0;
}
