// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Without polling, io_uring makes a worker when a request cannot be done at once. It is born where
 * the thread that submitted is, and stays for the next request, which may come from home.
 *
 * Build: -luring
 * Expect: stranded net worker
 */
#include "corpus.h"

#include "uring.h"

int main(void)
{
	int home_fd = here("net");
	struct io_uring ring;

	ring_open(&ring, 0);
	enter(new_netns());
	ring_work(&ring);
	announce_others("worker");
	enter(home_fd);
	stay_msec(50); /* the ring is not closed at once */
	io_uring_queue_exit(&ring);
	return 0;
}
