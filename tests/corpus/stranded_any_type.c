// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Both ways are gone by setns(fd, 0): the caller does not say what kind of namespace the descriptor
 * is of, so that only where the thread is afterwards tells.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("net");

	if (setns(new_netns(), 0))
		err(1, "setns");
	start_idle("worker");
	if (setns(home_fd, 0))
		err(1, "setns");
	return 0;
}
