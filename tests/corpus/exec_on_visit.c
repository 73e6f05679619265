// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A launcher with threads: one of them enters a namespace and becomes the program that is to run
 * there. The others end with the launcher, and the program is at home where it began.
 *
 * Expect: nothing
 */
#include "corpus.h"

static void *launch(void *unused)
{
	(void)unused;
	enter(new_netns());
	execl("/bin/true", "true", NULL);
	err(1, "exec");
}

int main(void)
{
	start_idle("healthy");
	join(start(launch, NULL));
	return 1;
}
