// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program with one thread asks many namespaces the same question, one after the other, and is
 * home in between: the quickest way there is, and a safe one.
 *
 * Expect: nothing
 */
#include "corpus.h"

#include <sys/socket.h>

int main(void)
{
	int home_fd = here("net");

	for (int i = 0; i < 20; i++) {
		enter(new_netns());
		if (socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) < 0)
			err(1, "socket");
		enter(home_fd);
	}
	start_idle("healthy");
	return 0;
}
