// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Inode numbers of namespaces come back as well. A process was born in a namespace, has moved to
 * another for good, and the first one is gone. Then there is a new one with the number of the
 * first: a foreign place all the same, and a thread that is left behind there is not where it
 * belongs. Since nobody can ask for a number, there are many such processes, and the first whose
 * number comes back goes there.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

#define N_PROCESSES 40

struct process {
	pid_t tgid;
	ino_t first_inode;
	int pipe_fd;
};

static void visit(int netns_fd, int home_fd)
{
	start_idle("healthy");
	enter(netns_fd);
	start_idle("worker");
	enter(home_fd);
}

/* In a new process: move, then wait for the number of our parent's descriptor, or -1. */
static void live(int pipe_fd, int home_fd)
{
	char path[64];
	int netns_fd;

	enter(home_fd);
	if (read(pipe_fd, &netns_fd, sizeof(netns_fd)) != sizeof(netns_fd))
		err(1, "read");
	if (netns_fd < 0)
		exit(0);
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getppid(), netns_fd);
	visit(open(path, O_RDONLY | O_CLOEXEC), home_fd);
	exit(0);
}

static struct process start_process(int home_fd)
{
	struct process process;
	int pipe_fds[2], first_fd;

	if (unshare(CLONE_NEWNET) || pipe2(pipe_fds, O_CLOEXEC))
		err(1, "unshare, pipe");
	process.tgid = fork();
	if (process.tgid < 0)
		err(1, "fork");
	if (!process.tgid)
		live(pipe_fds[0], home_fd);
	first_fd = here("net");
	process.first_inode = inode_of(first_fd);
	close(first_fd);
	close(pipe_fds[0]);
	process.pipe_fd = pipe_fds[1];
	return process;
}

static void finish_process(struct process process, int netns_fd)
{
	if (write(process.pipe_fd, &netns_fd, sizeof(netns_fd)) != sizeof(netns_fd))
		err(1, "write");
	wait_for(process.tgid);
}

/* Returns the index of the process that began in a namespace of the same number as netns_fd's. */
static int find_process(const struct process *processes, int netns_fd)
{
	ino_t inode = inode_of(netns_fd);

	for (int i = 0; i < N_PROCESSES; i++)
		if (processes[i].first_inode == inode)
			return i;
	return -1;
}

/* The kernel needs a while to clean up behind those who moved. */
static int await_number(const struct process *processes, int *ret_netns_fd)
{
	for (int n_tries = 0; n_tries < 3000; n_tries++) {
		int netns_fd = new_netns();
		int found = find_process(processes, netns_fd);

		if (found >= 0) {
			*ret_netns_fd = netns_fd;
			return found;
		}
		close(netns_fd);
	}
	errx(1, "no number came back");
}

int main(void)
{
	struct process processes[N_PROCESSES];
	int home_fd = new_netns(), netns_fd, chosen;

	for (int i = 0; i < N_PROCESSES; i++)
		processes[i] = start_process(home_fd);
	enter(home_fd);
	chosen = await_number(processes, &netns_fd);
	for (int i = 0; i < N_PROCESSES; i++)
		finish_process(processes[i], i == chosen ? netns_fd : -1);
	return 0;
}
