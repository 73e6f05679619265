// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread of a pool visits namespaces of every kind that lets a thread go and return, one after
 * the other, and each time comes home. Threads are made before and afterwards.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

static void visit(const char *kind, int clone_flag)
{
	int home_fd = here(kind);

	if (unshare(clone_flag) || setns(home_fd, clone_flag))
		err(1, "visit %s", kind);
	close(home_fd);
}

static void *work(void *unused)
{
	(void)unused;
	visit("net", CLONE_NEWNET);
	visit("uts", CLONE_NEWUTS);
	visit("ipc", CLONE_NEWIPC);
	visit("cgroup", CLONE_NEWCGROUP);
	visit("mnt", CLONE_NEWNS);
	visit("pid", CLONE_NEWPID);
	return NULL;
}

int main(void)
{
	start_idle("healthy");
	for (int i = 0; i < 3; i++)
		join(start(work, NULL));
	return 0;
}
