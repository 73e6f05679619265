// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread that is born in a network namespace of its own, by clone(CLONE_NEWNET), and works there
 * for good. This was meant to be, from the first moment: nobody is on a visit.
 *
 * Options: --max-visit=50ms
 * Expect: nothing
 */
#include "corpus.h"

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

/* Unknown to libc, and sharing its thread-local storage with main: it only waits. */
static int work(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return 0;
}

int main(void)
{
	static char stack[65536] __attribute__((aligned(16)));

	if (clone(work, stack + sizeof(stack), THREAD_FLAGS | CLONE_NEWNET, NULL) < 0)
		err(1, "clone");
	start_idle("healthy");
	stay_msec(150); /* longer than --max-visit */
	return 0;
}
