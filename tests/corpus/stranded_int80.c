// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A 64-bit program may use the 32-bit way into the kernel too, where setns has another number. Who
 * looks at one of the two ways misses one of these two switches.
 *
 * Build: -m64
 * Options: --32bit
 * Expect: stranded net worker
 */
#include "corpus.h"

#define SETNS_OF_32_BITS 346

static void enter_by_int80(int netns_fd)
{
	int r;

	asm volatile("int $0x80"
		     : "=a"(r)
		     : "a"(SETNS_OF_32_BITS), "b"(netns_fd), "c"(CLONE_NEWNET)
		     : "memory", "r8", "r9", "r10", "r11");
	if (r)
		errx(1, "setns: %s", strerror(-r));
}

int main(void)
{
	int home_fd = here("net");

	start_idle("healthy");
	enter_by_int80(new_netns());
	start_idle("worker");
	enter(home_fd);
	return 0;
}
