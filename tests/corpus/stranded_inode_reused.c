// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Inode numbers of namespaces come back as well. The process lives in a namespace, moves to another
 * for good, and the first one is gone. A new one, with the number of the first, is a foreign place:
 * a thread that is left behind there is not where the process once was.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

/* Begin in a new namespace, by exec, so that the process has never had another home. */
static void begin_anew(const char *program, int n_tries)
{
	char text[16];

	if (!n_tries)
		errx(1, "no inode came back");
	snprintf(text, sizeof(text), "%d", n_tries);
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	execl("/proc/self/exe", program, text, NULL);
	err(1, "exec");
}

/* Numbers are given again in no particular order, once the kernel has cleaned up. */
static int new_netns_with_inode(ino_t inode)
{
	for (int i = 0; i < 100; i++) {
		int netns_fd = new_netns();

		if (inode_of(netns_fd) == inode)
			return netns_fd;
		close(netns_fd);
	}
	return -1;
}

int main(int argc, char **argv)
{
	int first_fd, home_fd, foreign_fd;
	ino_t first_inode;

	if (argc == 1)
		begin_anew(argv[0], 100);
	first_fd = here("net");
	first_inode = inode_of(first_fd);
	close(first_fd);

	home_fd = new_netns();
	enter(home_fd);
	foreign_fd = new_netns_with_inode(first_inode);
	if (foreign_fd < 0)
		begin_anew(argv[0], atoi(argv[1]) - 1);
	start_idle("healthy");
	enter(foreign_fd);
	start_idle("worker");
	enter(home_fd);
	return 0;
}
