// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process with many threads that do nothing: `crowd N_HOME N_AWAY` makes N_HOME of them where it
 * starts and N_AWAY in a network namespace of its own, where its leader made a TCP and a netlink
 * socket. With N_AWAY 0 it is the leader that stays there. Says "ready", and ends when stdin does.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void *hold(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void spawn(long n)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 16384);
	pthread_attr_setguardsize(&attributes, 0); /* twice as many threads fit the limit of maps */
	for (long i = 0; i < n; i++)
		if (pthread_create(&thread, &attributes, hold, NULL))
			errx(1, "cannot make a thread");
}

int main(int argc, char **argv)
{
	int home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct sockaddr_nl netlink = {.nl_family = AF_NETLINK};
	long n_away;

	if (argc != 3)
		errx(2, "usage: crowd N_HOME N_AWAY");
	n_away = atol(argv[2]);
	spawn(atol(argv[1]));
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	/* An unbound netlink socket is in no table. */
	if (listen(socket(AF_INET, SOCK_STREAM, 0), 1) ||
	    bind(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), (struct sockaddr *)&netlink,
		 sizeof(netlink)))
		err(1, "socket");
	spawn(n_away);
	if (n_away && setns(home_fd, CLONE_NEWNET))
		err(1, "setns");
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
