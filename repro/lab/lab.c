// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The near end of a lab: forks its host, follows what the host says, enters its namespaces. Knows
 * no engine and makes no container; must not block, so that its caller can have one poll loop.
 */
#include "lab/lab.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include "lab/engine.h"
#include "lab/host.h"
#include "lab/message.h"

static int fork_host(const struct lab_plan *plan, pid_t *ret_tgid, int *ret_control_fd)
{
	_cleanup_close_ int own_pidfd = pidfd_open(getpid(), 0);
	_cleanup_close_ int near_fd = -1, far_fd = -1;
	int fds[2];
	pid_t tgid;

	if (own_pidfd < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return -errno;
	near_fd = fds[0];
	far_fd = fds[1];
	tgid = fork();
	if (tgid < 0)
		return -errno;
	if (tgid == 0) {
		near_fd = safe_close(near_fd);
		_exit(host_run(plan, far_fd, own_pidfd));
	}
	*ret_tgid = tgid;
	*ret_control_fd = near_fd;
	near_fd = -1;
	return 0;
}

int lab_start(const struct lab_plan *plan, struct lab *ret)
{
	struct lab lab = {.state = LAB_STARTING,
			  .engine = plan->engine,
			  .run = plan->run,
			  .n_containers = plan->n_containers};
	int r;

	lab.containers = calloc(lab.n_containers, sizeof(*lab.containers));
	if (!lab.containers)
		return -ENOMEM;
	r = fork_host(plan, &lab.host_tgid, &lab.control_fd);
	if (r < 0) {
		free(lab.containers);
		return r;
	}
	*ret = lab;
	return 0;
}

static void fail(struct lab *lab, int error, const char *what)
{
	lab->error = error;
	snprintf(lab->failure, sizeof(lab->failure), "%s", what);
}

/* An end that nobody asked for is a failure, whoever noticed it first. */
static void note_end(struct lab *lab)
{
	if (lab->state == LAB_STARTING || lab->state == LAB_UP)
		fail(lab, -ECHILD, "the lab's host ended");
	lab->state = LAB_DOWN;
	lab->control_fd = safe_close(lab->control_fd);
}

static void take_message(struct lab *lab, const struct message *message)
{
	switch (message->type) {
	case MESSAGE_SAYS:
		memcpy(lab->says, message->text, sizeof(lab->says));
		return;
	case MESSAGE_JOINED:
		lab->containers[message->index] = message->container;
		return;
	case MESSAGE_STARTED:
		lab->containers[message->index] = message->container;
		lab->n_started++;
		return;
	case MESSAGE_UP:
		lab->host_netns = message->netns;
		if (lab->state == LAB_STARTING)
			lab->state = LAB_UP;
		return;
	case MESSAGE_DIED:
		lab->containers[message->index].tgid = 0;
		lab->n_died++;
		return;
	case MESSAGE_FAILED:
		fail(lab, message->error, message->text);
		lab->state = LAB_STOPPING;
		return;
	case MESSAGE_DOWN:
		if (lab->state == LAB_STARTING || lab->state == LAB_UP)
			fail(lab, -ECHILD, "somebody took it down");
		lab->left = message->left;
		lab->is_clean = true;
		lab->state = LAB_DOWN;
		return;
	case MESSAGE_STOP:
	case MESSAGE_KEEP:
		return;
	}
}

void lab_handle(struct lab *lab)
{
	struct message message;
	int r;

	r = message_receive(lab->control_fd, &message);
	if (r >= 0)
		take_message(lab, &message);
	else if (r != -EAGAIN)
		note_end(lab);
}

/* A host that is gone needs no telling. */
static void tell_host(struct lab *lab, enum message_type type)
{
	struct message message = {.type = type};

	if (lab->state == LAB_STARTING || lab->state == LAB_UP)
		lab->state = LAB_STOPPING;
	if (lab->control_fd >= 0)
		(void)message_send(lab->control_fd, &message);
}

void lab_stop(struct lab *lab)
{
	tell_host(lab, MESSAGE_STOP);
}

void lab_keep(struct lab *lab)
{
	tell_host(lab, MESSAGE_KEEP);
}

int lab_clean(struct lab *lab, char *ret_step)
{
	return lab->engine->clean(lab->engine, lab->run, &lab->left, ret_step);
}

int lab_start_msec(const struct lab *lab)
{
	const struct engine_patience *patience = &lab->engine->patience;

	return (int)(patience->start + patience->start_each * lab->n_containers);
}

int lab_stop_msec(const struct lab *lab)
{
	const struct engine_patience *patience = &lab->engine->patience;

	return (int)(patience->stop + patience->stop_each * lab->n_containers);
}

void lab_host_ended(struct lab *lab)
{
	struct message last_words;

	lab->host_tgid = 0;
	if (lab->control_fd < 0)
		return;
	while (message_receive(lab->control_fd, &last_words) >= 0)
		take_message(lab, &last_words);
	note_end(lab);
}

static int open_namespace(pid_t tgid, const char *kind, int *ret_fd)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", tgid, kind);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int lab_enter(const struct lab *lab)
{
	_cleanup_close_ int netns_fd = -1, mount_namespace_fd = -1;
	_cleanup_free_ char *directory = getcwd(NULL, 0);
	int r;

	if (lab->host_tgid == 0)
		return -ESRCH;
	if (!lab->engine->has_own_host)
		return 0;
	if (!directory)
		return -errno;
	r = open_namespace(lab->host_tgid, "net", &netns_fd);
	if (r < 0)
		return r;
	r = open_namespace(lab->host_tgid, "mnt", &mount_namespace_fd);
	if (r < 0)
		return r;
	if (setns(netns_fd, CLONE_NEWNET) < 0 || setns(mount_namespace_fd, CLONE_NEWNS) < 0)
		return -errno;
	/* One below /run is not there; then the root is where setns() has put us. */
	(void)!chdir(directory);
	return 0;
}

void lab_close(struct lab *lab)
{
	lab->control_fd = safe_close(lab->control_fd);
	free(lab->containers);
	lab->containers = NULL;
	lab->n_containers = 0;
}
