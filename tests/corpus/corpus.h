/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What most programs of the corpus need: namespaces to go to, threads, and their roles. Only what
 * would hide nothing stands here: the calls that a program is about, it makes itself. All of it
 * ends the program when it fails, so that a situation that could not be made is never taken for
 * one.
 */
#pragma once

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The runner reads who is who from stdout. */
static inline void announce_tid(const char *role, pid_t tid)
{
	printf("role %s %d\n", role, (int)tid);
	if (fflush(stdout))
		err(1, "stdout");
}

static inline void announce(const char *role)
{
	announce_tid(role, gettid());
}

/* kind as in /proc/TID/ns: net, mnt, uts… */
static inline int open_namespace(pid_t tid, const char *kind)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)tid, kind);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

/* Where the calling thread is. */
static inline int here(const char *kind)
{
	return open_namespace(gettid(), kind);
}

static inline ino_t inode_of(int fd)
{
	struct stat status;

	if (fstat(fd, &status))
		err(1, "fstat");
	return status.st_ino;
}

/* A child that lives in a namespace of its own, until its pipe is closed. */
struct tenant {
	pid_t tgid;
	int pipe_fd;
};

static inline struct tenant move_in(int clone_flag)
{
	int to_child[2], from_child[2];
	char byte = 0;
	pid_t child;

	if (pipe2(to_child, O_CLOEXEC) || pipe2(from_child, O_CLOEXEC))
		err(1, "pipe");
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child) {
		close(to_child[1]);
		if (unshare(clone_flag) || write(from_child[1], &byte, 1) != 1)
			_exit(1);
		_exit(read(to_child[0], &byte, 1) != 0);
	}
	close(to_child[0]);
	close(from_child[1]);
	if (read(from_child[0], &byte, 1) != 1)
		errx(1, "no new namespace");
	close(from_child[0]);
	return (struct tenant){child, to_child[1]};
}

static inline void wait_for(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child)
		err(1, "waitpid");
	if (status)
		errx(1, "a child ended with status %#x", (unsigned int)status);
}

static inline void move_out(struct tenant tenant)
{
	close(tenant.pipe_fd);
	wait_for(tenant.tgid);
}

/* A descriptor of a new namespace, in which nobody is. */
static inline int new_namespace(const char *kind, int clone_flag)
{
	struct tenant tenant = move_in(clone_flag);
	int fd = open_namespace(tenant.tgid, kind);

	move_out(tenant);
	return fd;
}

static inline int new_netns(void)
{
	return new_namespace("net", CLONE_NEWNET);
}

static inline void enter(int netns_fd)
{
	if (setns(netns_fd, CLONE_NEWNET))
		err(1, "setns");
}

static inline pthread_t start(void *(*run)(void *), void *argument)
{
	pthread_t thread;
	int r = pthread_create(&thread, NULL, run, argument);

	if (r)
		errx(1, "pthread_create: %s", strerror(r));
	return thread;
}

static inline void join(pthread_t thread)
{
	int r = pthread_join(thread, NULL);

	if (r)
		errx(1, "pthread_join: %s", strerror(r));
}

static inline void post(sem_t *semaphore)
{
	if (sem_post(semaphore))
		err(1, "sem_post");
}

static inline void await(sem_t *semaphore)
{
	while (sem_wait(semaphore))
		if (errno != EINTR)
			err(1, "sem_wait");
}

struct errand {
	void (*run)(void);
	pid_t tid;
};

static inline void *run_errand(void *argument)
{
	struct errand *errand = argument;

	errand->tid = gettid();
	errand->run();
	return NULL;
}

/* pthread_join() may return a little before that. */
static inline void await_end(pid_t tid)
{
	while (!syscall(SYS_tgkill, getpid(), tid, 0))
		sched_yield();
}

/* By a thread of its own, to its very end: the kernel has let it go when this returns. */
static inline void in_thread(void (*run)(void))
{
	struct errand errand = {.run = run};

	join(start(run_errand, &errand));
	await_end(errand.tid);
}

struct idler {
	const char *role;
	sem_t ready;
};

static inline void *idle(void *argument)
{
	struct idler *idler = argument;

	announce(idler->role);
	post(&idler->ready);
	for (;;)
		pause();
	return NULL;
}

/* A thread that has announced its role and stays where it was born, until the process ends. */
static inline void start_idle(const char *role)
{
	struct idler idler = {.role = role};

	if (sem_init(&idler.ready, 0, 0))
		err(1, "sem_init");
	start(idle, &idler);
	await(&idler.ready);
}

/* Only where time itself is the point: for a visit that is to be too long. */
static inline void stay_msec(long msec)
{
	struct timespec left = {msec / 1000, msec % 1000 * 1000000};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

/* For `Attach: yes`: from here on nstrace is looking. */
static inline void await_trace(void)
{
	char line[8];

	puts("ready");
	if (fflush(stdout) || !fgets(line, sizeof(line), stdin))
		errx(1, "nobody says go");
}
