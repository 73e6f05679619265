// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lab's host: one loop, from the first container to the word to stop or the end of its starter.
 * It never waits for anything outside that loop before the end. What a container is, the engine
 * knows.
 */
#include "lab/host.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include "lab/api.h"
#include "lab/death.h"
#include "lab/identity.h"
#include "lab/registry.h"
#include "lab/starting.h"

int host_watch(struct host *host, struct source *source)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = source};

	return epoll_ctl(host->epoll_fd, EPOLL_CTL_ADD, source->fd, &event) < 0 ? -errno : 0;
}

void host_drop(struct host *host, struct source *source)
{
	/* close() alone is not enough while a child that has yet to exec has a copy. */
	(void)epoll_ctl(host->epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
	source->fd = safe_close(source->fd);
}

const struct lab_container *host_find(const struct host *host, const char *id)
{
	unsigned int i;

	for (i = 0; i < host->n_containers; i++) {
		if (!strcmp(host->containers[i].id, id))
			return &host->containers[i];
	}
	return NULL;
}

int host_tell_of(struct host *host, enum message_type type, const struct lab_container *container)
{
	struct message message = {.type = type,
				  .index = (unsigned int)(container - host->containers),
				  .container = *container};

	return message_send(host->control.fd, &message);
}

static unsigned int n_running(const struct host *host)
{
	unsigned int i, n = 0;

	for (i = 0; i < host->n_begun; i++)
		n += host->containers[i].tgid != 0;
	return n;
}

static int come_up(struct host *host)
{
	struct message message = {.type = MESSAGE_UP};
	int r;

	snprintf(host->step, sizeof(host->step), "publish the containers");
	if (n_running(host) < host->n_containers)
		return -ECHILD;
	r = registry_open(host->engine->name, host->containers, host->n_containers);
	if (r < 0)
		return r;
	r = api_open(host);
	if (r < 0)
		return r;
	r = identity_of_netns(&message.netns);
	if (r < 0)
		return r;
	host->is_up = true;
	return message_send(host->control.fd, &message);
}

/* One that has not started yet has a status descriptor, which will say more. */
static int container_ended(struct host *host, struct lab_container *container)
{
	container->tgid = 0;
	if (!host->is_up)
		return 0;
	snprintf(host->step, sizeof(host->step), "publish the containers");
	registry_forget(container);
	return host_tell_of(host, MESSAGE_DIED, container);
}

static int reap_one(struct host *host, pid_t tgid)
{
	unsigned int i;

	for (i = 0; i < host->n_begun; i++) {
		if (host->containers[i].tgid == tgid)
			return container_ended(host, &host->containers[i]);
	}
	return 0;
}

static int on_signal(struct host *host, struct source *source)
{
	struct signalfd_siginfo info;
	pid_t tgid;
	int r;

	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return -errno;
	while ((tgid = waitpid(-1, NULL, WNOHANG)) > 0) {
		r = reap_one(host, tgid);
		if (r < 0)
			return r;
	}
	if (!host->is_up)
		return 0;
	return registry_write(host->engine->name, host->containers, host->n_containers);
}

/* Anything the starter says, and its end too, means stop. */
static int on_control(struct host *host, struct source *source)
{
	(void)source;
	host->is_stopping = true;
	return 0;
}

/* One event at a time: a handler may free a source that a second one would name. */
static int serve_one(struct host *host)
{
	struct epoll_event event;
	struct source *source;

	if (epoll_wait(host->epoll_fd, &event, 1, -1) < 0)
		return errno == EINTR ? 0 : -errno; /* after SIGSTOP and SIGCONT */
	source = event.data.ptr;
	return source->handle(host, source);
}

static int serve(struct host *host)
{
	int r;

	while (!host->is_stopping) {
		r = starting_begin_more(host);
		if (r < 0)
			return r;
		if (!host->is_up && host->n_started == host->n_containers) {
			r = come_up(host);
			if (r < 0)
				return r;
		}
		r = serve_one(host);
		if (r < 0)
			return r;
	}
	return 0;
}

static int set_up(struct host *host)
{
	const char *step = "set up the lab's host";
	sigset_t child;
	int r;

	snprintf(host->step, sizeof(host->step), "%s", step);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &child, NULL) < 0)
		return -errno;
	host->signals.fd = signalfd(-1, &child, SFD_CLOEXEC);
	host->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (host->signals.fd < 0 || host->epoll_fd < 0)
		return -errno;
	r = host_watch(host, &host->signals);
	if (r >= 0)
		r = host_watch(host, &host->control);
	if (r >= 0)
		r = host->engine->open(&host->engine_state, &step);
	snprintf(host->step, sizeof(host->step), "%s", step);
	return r;
}

static void report_failure(struct host *host, int error)
{
	struct message message = {.type = MESSAGE_FAILED, .error = error};

	snprintf(message.text, sizeof(message.text), "%s", host->step);
	(void)message_send(host->control.fd, &message);
}

int host_run(const struct lab_engine *engine, unsigned int n_containers, int control_fd,
	     int starter_pidfd)
{
	struct message message = {.type = MESSAGE_DOWN};
	struct host host = {.engine = engine,
			    .control = {.fd = control_fd, .handle = on_control},
			    .signals = {.handle = on_signal},
			    .n_containers = n_containers};
	int r;

	/* A session of its own: a terminal's signals are for the starter to judge. */
	if (die_with(starter_pidfd) < 0 || setsid() < 0 || prctl(PR_SET_NAME, "nstrace-lab") < 0)
		return EXIT_FAILURE;
	host.containers = calloc(n_containers, sizeof(*host.containers));
	if (!host.containers)
		return EXIT_FAILURE;
	r = set_up(&host);
	if (r >= 0)
		r = serve(&host);
	if (r < 0)
		report_failure(&host, r);
	if (host.engine_state)
		engine->stop(host.engine_state, host.containers, host.n_begun,
			     &message.n_links_left);
	(void)message_send(control_fd, &message);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
