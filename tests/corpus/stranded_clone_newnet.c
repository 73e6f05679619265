// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread is born in a network namespace of its own, by clone(CLONE_NEWNET): it is there on
 * purpose. The thread that it makes there is not, once the first one has gone to where the others
 * are.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

static struct stack {
	char bytes[65536] __attribute__((aligned(16)));
} stacks[2];

static int home_fd, worker_tid;
static sem_t has_left;

/* These threads are unknown to libc, and share its thread-local storage with main: little is safe.
 */
static int work(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return 0;
}

static int found_and_leave(void *unused)
{
	(void)unused;
	worker_tid = clone(work, &stacks[1] + 1, THREAD_FLAGS, NULL);
	if (worker_tid < 0 || setns(home_fd, CLONE_NEWNET))
		_exit(1);
	sem_post(&has_left);
	return 0;
}

int main(void)
{
	home_fd = here("net");
	if (sem_init(&has_left, 0, 0))
		err(1, "sem_init");
	if (clone(found_and_leave, &stacks[0] + 1, THREAD_FLAGS | CLONE_NEWNET, NULL) < 0)
		err(1, "clone");
	await(&has_left);
	announce_tid("worker", worker_tid);
	return 0;
}
