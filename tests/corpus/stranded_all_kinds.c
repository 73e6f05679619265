// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One switch to a container, by its first process, that goes into several kinds of namespaces at
 * once. The way home forgets one of them, and the worker has stayed in all.
 *
 * Options: --ns=net,uts,ipc --max-visit=150ms
 * Expect: stranded net worker
 * Expect: stranded uts worker
 * Expect: tainted ipc visitor
 * Expect: exposed ipc worker
 */
#include "corpus.h"

static int open_process(pid_t tgid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, tgid, 0);

	if (pidfd < 0)
		err(1, "pidfd_open");
	return pidfd;
}

static sem_t has_tried;

static void *visit(void *container_pidfd)
{
	int home_pidfd = open_process(getpid());

	announce("visitor");
	if (setns(*(int *)container_pidfd, CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC))
		err(1, "setns");
	start_idle("worker");
	if (setns(home_pidfd, CLONE_NEWNET | CLONE_NEWUTS))
		err(1, "setns");
	post(&has_tried);
	for (;;)
		pause();
	return NULL;
}

int main(void)
{
	struct tenant container = move_in(CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC);
	int container_pidfd = open_process(container.tgid);

	if (sem_init(&has_tried, 0, 0))
		err(1, "sem_init");
	start(visit, &container_pidfd);
	await(&has_tried);
	stay_msec(300); /* longer than --max-visit */
	move_out(container);
	return 0;
}
