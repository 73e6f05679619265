// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lab's host: one loop, from the first container to the word to stop or the end of its starter.
 * It never waits for anything outside that loop before the end. What a container is, the engine
 * knows.
 */
#include "lab/host.h"

#include <fcntl.h>
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
#include "lab/joining.h"
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
	r = registry_open(host->engine, host->containers, host->n_containers);
	if (r < 0)
		return r;
	r = api_open(host);
	if (r >= 0 && host->engine->has_own_host)
		r = identity_of_netns(&message.netns);
	if (r < 0)
		return r;
	host->is_up = true;
	return message_send(host->control.fd, &message);
}

/* One that has not started yet has a status descriptor, which will say more. */
int host_note_end(struct host *host, struct lab_container *container)
{
	container->tgid = 0;
	if (!host->is_up)
		return 0;
	snprintf(host->step, sizeof(host->step), "publish the containers");
	if (host->engine->has_own_host)
		registry_forget(container);
	if (!host->is_kept)
		return host_tell_of(host, MESSAGE_DIED, container);
	host->is_stopping |= n_running(host) == 0;
	return 0;
}

static int reap_one(struct host *host, pid_t tgid)
{
	unsigned int i;

	for (i = 0; i < host->n_begun; i++) {
		if (host->containers[i].tgid == tgid)
			return host_note_end(host, &host->containers[i]);
	}
	return 0;
}

static int reap(struct host *host)
{
	pid_t tgid;
	int r;

	while ((tgid = waitpid(-1, NULL, WNOHANG)) > 0) {
		r = reap_one(host, tgid);
		if (r < 0)
			return r;
	}
	if (!host->is_up)
		return 0;
	return registry_write(host->engine->name, host->containers, host->n_containers);
}

static int on_signal(struct host *host, struct source *source)
{
	struct signalfd_siginfo info;

	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return -errno;
	if (info.ssi_signo == SIGCHLD)
		return reap(host);
	host->is_stopping = true;
	return 0;
}

/* Nobody's child any more, and in nobody's way: a reader of the starter's output must see its end.
 * The starter waits for its end of the control socket to close. */
static int keep(struct host *host)
{
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null_fd < 0 || prctl(PR_SET_PDEATHSIG, 0) < 0)
		return -errno;
	if (dup2(null_fd, STDIN_FILENO) < 0 || dup2(null_fd, STDOUT_FILENO) < 0 ||
	    dup2(null_fd, STDERR_FILENO) < 0)
		return -errno;
	safe_close(null_fd);
	host->is_kept = true;
	host_drop(host, &host->control);
	return 0;
}

/* Whatever else the starter says, and its end too, means stop. */
static int on_control(struct host *host, struct source *source)
{
	struct message message;

	if (message_receive(source->fd, &message) >= 0 && message.type == MESSAGE_KEEP &&
	    host->is_up)
		return keep(host);
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

/* What can go on without waiting. */
static int advance(struct host *host)
{
	int r;

	r = starting_begin_more(host);
	if (r < 0 || host->n_started < host->n_containers)
		return r;
	if (host->engine->join && host->n_joined < host->n_containers)
		return joining_begin(host);
	return host->is_up ? 0 : come_up(host);
}

static int serve(struct host *host)
{
	int r = 0;

	while (r >= 0 && !host->is_stopping) {
		r = advance(host);
		if (r >= 0)
			r = serve_one(host);
	}
	return r;
}

static int open_signals(struct host *host)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_SETMASK, &set, NULL) < 0)
		return -errno;
	host->signals.fd = signalfd(-1, &set, SFD_CLOEXEC);
	return host->signals.fd < 0 ? -errno : 0;
}

static int open_engine(struct host *host)
{
	struct engine_context context = {.engine = host->engine,
					 .run = host->plan->run,
					 .control_fd = host->control.fd,
					 .step = host->step};

	return host->engine->open(&context, &host->engine_state);
}

static int set_up(struct host *host)
{
	int r;

	snprintf(host->step, sizeof(host->step), "set up the lab's host");
	r = open_signals(host);
	if (r < 0)
		return r;
	host->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (host->epoll_fd < 0)
		return -errno;
	r = host_watch(host, &host->signals);
	if (r >= 0)
		r = host_watch(host, &host->control);
	return r < 0 ? r : open_engine(host);
}

static void report_failure(struct host *host, int error)
{
	struct message message = {.type = MESSAGE_FAILED, .error = error};

	snprintf(message.text, sizeof(message.text), "%s", host->step);
	(void)message_send(host->control.fd, &message);
}

/* A session of its own: a terminal's signals are for the starter to judge. */
static int begin_life(const struct host *host, int starter_pidfd)
{
	int r = host->engine->has_own_host ? die_with(starter_pidfd) : 0;

	if (r < 0)
		return r;
	return setsid() < 0 || prctl(PR_SET_NAME, "nstrace-lab") < 0 ? -errno : 0;
}

int host_run(const struct lab_plan *plan, int control_fd, int starter_pidfd)
{
	struct message last_words = {.type = MESSAGE_DOWN};
	struct host host = {.plan = plan,
			    .engine = plan->engine,
			    .control = {.fd = control_fd, .handle = on_control},
			    .signals = {.handle = on_signal},
			    .n_containers = plan->n_containers,
			    .random = plan->seed};
	int r;

	host.containers = calloc(host.n_containers, sizeof(*host.containers));
	host.ends = calloc(host.n_containers, sizeof(*host.ends));
	if (!host.containers || !host.ends || begin_life(&host, starter_pidfd) < 0)
		return EXIT_FAILURE;
	r = set_up(&host);
	if (r >= 0)
		r = serve(&host);
	if (r < 0)
		report_failure(&host, r);
	if (host.engine_state)
		host.engine->stop(host.engine_state, host.containers, host.n_begun,
				  &last_words.left);
	(void)message_send(host.control.fd, &last_words);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
