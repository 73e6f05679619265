// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Many events as fast as they come: `flood visits N` goes to a namespace of its own and back N
 * times; `flood births N` makes and joins N threads while one thread is on a visit; `flood threads
 * N` holds N threads at once that do nothing, and makes one more while one of them is on a visit.
 * `flood strays N` prints a line, and another one for each line that it reads, when it has made and
 * joined N threads in N / 20 visits; the last thread of each visit is joined only from home.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BIRTHS_A_VISIT 20

static int open_netns(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/ns/net", gettid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

static void enter(int netns_fd)
{
	if (setns(netns_fd, CLONE_NEWNET))
		err(1, "setns");
}

/* Come back from a new namespace with a way into it. */
static int make_netns(int home_fd)
{
	int fd;

	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	fd = open_netns();
	enter(home_fd);
	return fd;
}

static void *nothing(void *unused)
{
	return unused;
}

static void *hold(void *lock)
{
	pthread_mutex_lock(lock);
	pthread_mutex_unlock(lock);
	return NULL;
}

static pthread_t spawn(void *(*function)(void *), void *argument)
{
	pthread_attr_t attributes;
	pthread_t thread;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 65536);
	if (pthread_create(&thread, &attributes, function, argument))
		errx(1, "cannot make a thread");
	return thread;
}

static void births(long n, int home_fd, int away_fd)
{
	enter(away_fd);
	for (long i = 0; i < n; i++)
		pthread_join(spawn(nothing, NULL), NULL);
	enter(home_fd);
}

/* Whatever else it does where it is, it does this after it was left. */
static void *take_work(void *fd)
{
	char work;

	if (read(*(int *)fd, &work, 1) != 1)
		err(1, "read");
	return NULL;
}

static void stray(int home_fd, int away_fd, const int work[2])
{
	pthread_t left_behind;

	enter(away_fd);
	for (int i = 1; i < BIRTHS_A_VISIT; i++)
		pthread_join(spawn(nothing, NULL), NULL);
	left_behind = spawn(take_work, (void *)&work[0]);
	enter(home_fd);
	if (write(work[1], "", 1) != 1)
		err(1, "write");
	pthread_join(left_behind, NULL);
}

static void strays(long n, int home_fd, int away_fd)
{
	int letter, work[2];

	if (pipe2(work, O_CLOEXEC))
		err(1, "pipe");
	puts("ready");
	while ((letter = getchar()) != EOF) {
		if (letter != '\n')
			continue;
		for (long i = 0; i < n; i += BIRTHS_A_VISIT)
			stray(home_fd, away_fd, work);
		puts("done");
	}
}

static void threads(long n, int home_fd, int away_fd)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_t *held = calloc((size_t)n + 1, sizeof(*held));

	pthread_mutex_lock(&lock);
	for (long i = 0; i < n; i++)
		held[i] = spawn(hold, &lock);
	enter(away_fd);
	held[n] = spawn(hold, &lock);
	enter(home_fd);
	pthread_mutex_unlock(&lock);
	for (long i = 0; i <= n; i++)
		pthread_join(held[i], NULL);
	free(held);
}

int main(int argc, char **argv)
{
	long n = argc == 3 ? atol(argv[2]) : 0;
	int home_fd, away_fd;

	if (n <= 0)
		errx(2, "usage: flood visits|births|threads|strays N");
	setvbuf(stdout, NULL, _IOLBF, 0);
	home_fd = open_netns();
	away_fd = make_netns(home_fd);
	if (!strcmp(argv[1], "births"))
		births(n, home_fd, away_fd);
	else if (!strcmp(argv[1], "strays"))
		strays(n, home_fd, away_fd);
	else if (!strcmp(argv[1], "threads"))
		threads(n, home_fd, away_fd);
	for (long i = 0; !strcmp(argv[1], "visits") && i < n; i++) {
		enter(away_fd);
		enter(home_fd);
	}
	return 0;
}
