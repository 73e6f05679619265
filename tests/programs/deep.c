// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread that is three functions deep when it switches, and in another two when it makes a
 * worker, which is left behind: `deep` goes to a new namespace, `deep fork` does all that in a
 * child that has no program of its own, and `deep refused` only tries a switch that fails. Before
 * it makes the worker it waits for the end of stdin, or with `deep unlink` deletes itself and then
 * waits.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FUNCTION __attribute__((noinline, noclone))

/* Keeps the compiler from turning the call before it into a jump. */
#define stay_in_this_function() __asm__ volatile("")

static pthread_mutex_t worker_may_end = PTHREAD_MUTEX_INITIALIZER;
static int home_fd;

static FUNCTION void enter_namespace(void)
{
	if (unshare(CLONE_NEWNET))
		err(1, "unshare");
	stay_in_this_function();
}

static FUNCTION void begin_visit(void)
{
	enter_namespace();
	stay_in_this_function();
}

static FUNCTION void serve_request(void)
{
	begin_visit();
	stay_in_this_function();
}

static void *work(void *unused)
{
	pthread_mutex_lock(&worker_may_end);
	pthread_mutex_unlock(&worker_may_end);
	return unused;
}

static FUNCTION void start_thread_of_pool(pthread_t *worker)
{
	if (pthread_create(worker, NULL, work, NULL))
		errx(1, "cannot make a thread");
	stay_in_this_function();
}

static FUNCTION void grow_pool(pthread_t *worker)
{
	start_thread_of_pool(worker);
	stay_in_this_function();
}

static FUNCTION void fail_to_switch(void)
{
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "setns");
	stay_in_this_function();
}

static void wait_for_end_of_stdin(void)
{
	char bytes[64];

	while (read(STDIN_FILENO, bytes, sizeof(bytes)) > 0)
		;
}

static void *visit(void *unused)
{
	pthread_t worker;

	serve_request();
	wait_for_end_of_stdin();
	pthread_mutex_lock(&worker_may_end);
	grow_pool(&worker);
	if (setns(home_fd, CLONE_NEWNET))
		err(1, "setns");
	pthread_mutex_unlock(&worker_may_end);
	pthread_join(worker, NULL);
	return unused;
}

static void *refuse(void *unused)
{
	fail_to_switch();
	wait_for_end_of_stdin();
	return unused;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	pthread_t thread;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/ns/net", gettid());
	home_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (home_fd < 0 && *how != 'r')
		err(1, "%s", path);
	if (!strcmp(how, "unlink") && unlink(argv[0]))
		err(1, "unlink %s", argv[0]);
	if (!strcmp(how, "fork") && fork())
		return wait(NULL) < 0;
	if (pthread_create(&thread, NULL, strcmp(how, "refused") ? visit : refuse, NULL))
		errx(1, "cannot make a thread");
	pthread_join(thread, NULL);
	return 0;
}
