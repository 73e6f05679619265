// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rings, their polling threads and their workers that are made at home are at home, and stay there
 * while somebody is away.
 *
 * Build: -luring
 * Expect: nothing
 */
#include "corpus.h"

#include "uring.h"

int main(void)
{
	struct io_uring polled, plain;
	int home_fd = here("net");

	ring_open(&polled, IORING_SETUP_SQPOLL);
	ring_work(&polled);
	ring_open(&plain, 0);
	ring_work(&plain);
	enter(new_netns());
	enter(home_fd);
	io_uring_queue_exit(&plain);
	io_uring_queue_exit(&polled);
	return 0;
}
