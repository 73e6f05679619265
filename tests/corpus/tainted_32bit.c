// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The way home fails in a 32-bit program, and nobody looks.
 *
 * Build: -m32
 * Expect: refused net visitor
 * Expect: tainted net visitor
 */
#include "corpus.h"

static void visit(void)
{
	announce("visitor");
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
}

int main(void)
{
	in_thread(visit);
	return 0;
}
