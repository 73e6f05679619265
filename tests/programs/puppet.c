// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process whose threads do what a script on stdin says, one step after the other, so that a test
 * can build any order of switches and births exactly. A line is `THREAD STEP [ARGUMENT]`; `main`
 * is the thread that is there from the start:
 *
 *	main spawn B       make a thread called B
 *	main clone B       the same by clone(CLONE_THREAD | CLONE_NEWNET): born in a new namespace
 *	B ring             an io_uring with a polling thread, which is born where B is
 *	B enter web        setns to /run/netns/web (or to a path)
 *	B unshare          unshare(CLONE_NEWNET)
 *	B home             setns to where the process started; `home any`: with 0 for the type
 *	B fail             a setns that fails (with EBADF); `fail any`: with 0 for the type
 *	B fail mnt         the same into a mount namespace, which no thread may (EINVAL), with 0
 *	B socket inet      open a socket, which is used from now on; inet6, unix, netlink
 *	B connect 10.0.0.1:80    [::1]:80, /a/path or @abstract; that it fails does not matter
 *	B bind 10.0.0.1:80       likewise
 *	B link weave       ask for that link over the netlink socket by sendto(), and read the
 *answer B link weave sendmsg     the same by sendmsg(); `ioctl`: by if_nametoindex() B stay 300 do
 *nothing for so many milliseconds B fork CMD         fork a child that runs CMD by sh, and wait for
 *it B daemon CMD       the same by a child of that child, which has no program of its own B exec
 *CMD         exec sh -c CMD in this very thread B say TEXT         print TEXT B wait wait for a
 *line (or the end) of the file that argv[1] names: a fifo B exit             end this thread only
 *
 * Each thread prints "NAME TID" when it starts. The script ends the process with 0; a step that
 * cannot be done ends it with 1.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "puppet_net.h"

#define MAX_STEPS 4096
#define NAME_LEN  16

struct step {
	char who[NAME_LEN], verb[NAME_LEN], argument[256];
};

static struct {
	struct step steps[MAX_STEPS];
	int n_steps, position, n_started;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int home_fd;
	const char *fifo;
	int fifo_fd;  /* -1: nobody has waited so far */
	pid_t ending; /* a thread that said it ends: the next step waits until it has */
} play = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER, .fifo_fd = -1};

static void perform(const char *who);

static void *thread_main(void *name)
{
	perform(name);
	return NULL;
}

/* Comes back when the thread has said its name. */
static void spawn(const char *name)
{
	int n_started = play.n_started;
	pthread_t thread;

	if (pthread_create(&thread, NULL, thread_main, strdup(name)))
		errx(1, "spawn %s", name);
	pthread_detach(thread);
	while (play.n_started == n_started)
		pthread_cond_wait(&play.moved, &play.lock);
}

/* Not a thread that libc knows: it must do without thread-local storage, so it only waits. */
static int raw_thread_main(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return 0;
}

static void raw_clone(void)
{
	char *stack = malloc(65536);

	if (clone(raw_thread_main, stack + 65536,
		  CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
			  CLONE_NEWNET,
		  NULL) < 0)
		err(1, "clone");
}

static void make_ring(void)
{
	struct io_uring_params parameters = {.flags = IORING_SETUP_SQPOLL};

	if (syscall(SYS_io_uring_setup, 4, &parameters) < 0)
		err(1, "io_uring_setup");
}

static void enter(const char *where)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s%s", *where == '/' ? "" : "/run/netns/", where);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(1, "enter %s", path);
	close(fd);
}

/* Threads share their working directory, so that none of them may go to another mount namespace. */
static void fail(const struct step *step)
{
	int fd = -1;

	if (!strcmp(step->argument, "mnt"))
		fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (!setns(fd, *step->argument ? 0 : CLONE_NEWNET))
		errx(1, "fail: it did not");
	if (fd >= 0)
		close(fd);
}

static void stay(const char *msec)
{
	long n = strtol(msec, NULL, 10);
	struct timespec left = {n / 1000, n % 1000 * 1000000};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static void fork_and_wait(const char *command, int depth)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (!child && depth > 1) {
		fork_and_wait(command, depth - 1);
		_exit(0);
	}
	if (!child) {
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

/* For writing as well: between two writers no line is lost, and there is no end. */
static void wait_for_line(void)
{
	char byte = '\0';

	if (play.fifo_fd < 0)
		play.fifo_fd = open(play.fifo, O_RDWR | O_CLOEXEC);
	if (play.fifo_fd < 0)
		err(1, "%s", play.fifo);
	while (byte != '\n')
		if (read(play.fifo_fd, &byte, 1) < 1)
			err(1, "%s", play.fifo);
}

static void perform_step(const struct step *step)
{
	if (!strcmp(step->verb, "spawn"))
		spawn(step->argument);
	else if (!strcmp(step->verb, "clone"))
		raw_clone();
	else if (!strcmp(step->verb, "ring"))
		make_ring();
	else if (!strcmp(step->verb, "enter"))
		enter(step->argument);
	else if (!strcmp(step->verb, "unshare") && unshare(CLONE_NEWNET))
		err(1, "unshare");
	else if (!strcmp(step->verb, "home") &&
		 setns(play.home_fd, *step->argument ? 0 : CLONE_NEWNET))
		err(1, "home");
	else if (!strcmp(step->verb, "fail"))
		fail(step);
	else if (!strcmp(step->verb, "socket"))
		net_socket(step->argument);
	else if (!strcmp(step->verb, "connect"))
		net_connect(step->argument);
	else if (!strcmp(step->verb, "bind"))
		net_bind(step->argument);
	else if (!strcmp(step->verb, "link"))
		net_link(step->argument);
	else if (!strcmp(step->verb, "storm"))
		net_storm(step->argument);
	else if (!strcmp(step->verb, "stay"))
		stay(step->argument);
	else if (!strcmp(step->verb, "fork"))
		fork_and_wait(step->argument, 1);
	else if (!strcmp(step->verb, "daemon"))
		fork_and_wait(step->argument, 2);
	else if (!strcmp(step->verb, "exec"))
		execl("/bin/sh", "sh", "-c", step->argument, NULL);
	else if (!strcmp(step->verb, "say"))
		printf("%s\n", step->argument);
	else if (!strcmp(step->verb, "wait"))
		wait_for_line();
}

/* The thread is gone, or a zombie: the leader stays one until the whole process has ended. */
static int has_ended(pid_t tid)
{
	char path[64], text[512] = "", *state;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 1;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	state = strrchr(text, ')');
	return !state || strchr("ZX", state[2]) != NULL;
}

static void wait_until_ended(void)
{
	while (play.ending && !has_ended(play.ending))
		sched_yield();
	play.ending = 0;
}

/* Take every step that is this thread's, in the script's order, until the script or the thread
 * ends. */
static void perform(const char *who)
{
	pthread_mutex_lock(&play.lock);
	printf("%s %d\n", who, gettid());
	play.n_started++;
	pthread_cond_broadcast(&play.moved);
	while (play.position < play.n_steps) {
		const struct step *step = &play.steps[play.position];

		if (strcmp(step->who, who)) {
			pthread_cond_wait(&play.moved, &play.lock);
			continue;
		}
		wait_until_ended();
		perform_step(step);
		play.position++;
		pthread_cond_broadcast(&play.moved);
		if (!strcmp(step->verb, "exit")) {
			play.ending = gettid();
			pthread_mutex_unlock(&play.lock);
			pthread_exit(NULL);
		}
	}
	exit(0);
}

static void read_script(void)
{
	char line[400];

	while (play.n_steps < MAX_STEPS && fgets(line, sizeof(line), stdin)) {
		struct step *step = &play.steps[play.n_steps];

		if (sscanf(line, "%15s %15s %255[^\n]", step->who, step->verb, step->argument) >= 2)
			play.n_steps++;
	}
}

int main(int argc, char **argv)
{
	play.fifo = argc > 1 ? argv[1] : "/dev/null";
	play.home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (play.home_fd < 0)
		err(1, "/proc/self/ns/net");
	setvbuf(stdout, NULL, _IOLBF, 0);
	read_script();
	perform("main");
}
