// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A ring that belongs to a visit: it is made there, and its thread has ended before the visitor
 * goes home. Closing alone is not enough: the kernel takes its time.
 *
 * Build: -luring
 * Expect: nothing
 */
#include "corpus.h"

#include "uring.h"

int main(void)
{
	int home_fd = here("net");
	struct io_uring ring;

	enter(new_netns());
	ring_open(&ring, IORING_SETUP_SQPOLL);
	ring_work(&ring);
	io_uring_queue_exit(&ring);
	await_others();
	enter(home_fd);
	return 0;
}
