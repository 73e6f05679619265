// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An io_uring with a kernel thread that polls its queue. The thread is one of the process, is born
 * where the ring is set up, and stays there: what is queued later, from home, is done abroad.
 *
 * Build: -luring
 * Expect: stranded net poller
 */
#include "corpus.h"

#include "uring.h"

int main(void)
{
	int home_fd = here("net");
	struct io_uring ring;

	enter(new_netns());
	ring_open(&ring, IORING_SETUP_SQPOLL);
	announce_others("poller");
	enter(home_fd);
	stay_msec(50); /* the ring is not closed at once */
	io_uring_queue_exit(&ring);
	return 0;
}
