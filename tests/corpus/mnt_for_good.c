// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For each job a thread of its own, which makes a mount namespace, works there and ends: it cannot
 * be reused, and nobody tries to.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

#include <sys/mount.h>

static void work(void)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/tmp", "tmpfs", 0, NULL))
		err(1, "a mount namespace");
}

int main(void)
{
	start_idle("healthy");
	for (int i = 0; i < 10; i++)
		in_thread(work);
	return 0;
}
