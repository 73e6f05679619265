// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread with a working directory of its own, by unshare(CLONE_FS), has not gone anywhere.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

static void *work(void *unused)
{
	(void)unused;
	if (unshare(CLONE_FS | CLONE_FILES) || chdir("/"))
		err(1, "unshare");
	start_idle("healthy");
	return NULL;
}

int main(void)
{
	join(start(work, NULL));
	return 0;
}
