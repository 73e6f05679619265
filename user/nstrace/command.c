// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Parent and child talk over one socket pair, closed on exec. The child says when it is ready,
 * waits for one byte, and says why exec failed; that exec worked shows as the end of the stream. An
 * end of the stream instead of the byte means that the parent is gone.
 */
#include "nstrace/command.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "lib/log.h"
#include "nstrace/privilege.h"

enum step {
	STEP_USER,  /* could not become the user */
	STEP_READY, /* waits to be let go */
	STEP_EXEC,  /* could not be executed */
};

/* What the child says. */
struct report {
	enum step step;
	int error;
};

struct command {
	char **argv;
	pid_t tgid;
	int socket_fd;
	bool running; /* or not yet waited for: tgid is its own */
	int exit_status;
};

/* What the child needs to know. */
struct child {
	char **argv;
	bool as_root;
	int socket_fd;
	pid_t parent_tgid;
	struct sigaction on_sigchld;
};

static void tell(int socket_fd, enum step step, int error)
{
	struct report report = {.step = step, .error = error};

	if (send(socket_fd, &report, sizeof(report), MSG_NOSIGNAL) != sizeof(report))
		_exit(EXIT_FAILURE); /* nobody there to hear it */
}

/* Becoming another user clears the death signal, so that comes first. */
static void prepare(const struct child *child)
{
	int r = child->as_root ? 0 : privilege_drop_to_caller();

	if (r < 0) {
		tell(child->socket_fd, STEP_USER, -r);
		_exit(EXIT_FAILURE);
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != child->parent_tgid)
		_exit(EXIT_FAILURE); /* it had died by then */
	sigaction(SIGCHLD, &child->on_sigchld, NULL);
	tell(child->socket_fd, STEP_READY, 0);
}

static void __attribute__((noreturn)) run_child(const struct child *child)
{
	char byte;
	int error;

	prepare(child);
	if (recv(child->socket_fd, &byte, 1, 0) != 1)
		_exit(EXIT_FAILURE);
	execvp(child->argv[0], child->argv);
	error = errno;
	tell(child->socket_fd, STEP_EXEC, error);
	_exit(error == ENOENT ? COMMAND_EXIT_NOT_FOUND : COMMAND_EXIT_NOT_EXECUTABLE);
}

/* The next report, or -ESRCH: the child will not say any more. */
static int hear(int socket_fd, struct report *ret)
{
	ssize_t n;

	do
		n = recv(socket_fd, ret, sizeof(*ret), 0);
	while (n < 0 && errno == EINTR);
	return n == sizeof(*ret) ? 0 : -ESRCH;
}

static int wait_until_ready(int socket_fd)
{
	struct report report;

	if (hear(socket_fd, &report) < 0) {
		log_error("the command was killed before it began");
		return -ESRCH;
	}
	if (report.step == STEP_USER)
		return log_errno(report.error, "cannot become the user who called sudo");
	return 0;
}

static int start(struct command *command, bool as_root)
{
	/* If we were started with SIGCHLD ignored there would be no exit status to wait for. */
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	struct child child = {.argv = command->argv, .as_root = as_root, .parent_tgid = getpid()};
	int sockets[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
		return log_errno(errno, "cannot make a socket");
	command->socket_fd = sockets[0];
	child.socket_fd = sockets[1];
	sigaction(SIGCHLD, &by_default, &child.on_sigchld);
	command->tgid = fork();
	if (command->tgid == 0) {
		close(command->socket_fd);
		run_child(&child);
	}
	safe_close(child.socket_fd);
	if (command->tgid < 0)
		return log_errno(errno, "cannot fork");
	command->running = true;
	return wait_until_ready(command->socket_fd);
}

int command_start(char **argv, bool as_root, struct command **ret)
{
	struct command *command = calloc(1, sizeof(*command));
	int r;

	if (!command)
		return log_errno(ENOMEM, "cannot start the command");
	*command = (struct command){.argv = argv, .socket_fd = -1};
	r = start(command, as_root);
	if (r < 0) {
		command_free(command);
		return r;
	}
	*ret = command;
	return 0;
}

void command_free(struct command *command)
{
	if (!command)
		return;
	command_signal(command, SIGKILL);
	command_wait(command);
	safe_close(command->socket_fd);
	free(command);
}

uint32_t command_tgid(const struct command *command)
{
	return (uint32_t)command->tgid;
}

int command_release(struct command *command)
{
	struct report report;

	/* If it is gone, by a signal of the user's perhaps, its exit status will say so. */
	if (send(command->socket_fd, "", 1, MSG_NOSIGNAL) < 0 && errno != EPIPE)
		return log_errno(errno, "cannot let the command go");
	if (hear(command->socket_fd, &report) >= 0)
		log_errno(report.error, "cannot run %s", command->argv[0]);
	command->socket_fd = safe_close(command->socket_fd);
	return 0;
}

void command_signal(const struct command *command, int signal)
{
	if (command->running)
		kill(command->tgid, signal);
}

int command_wait(struct command *command)
{
	int status;

	while (command->running) {
		if (waitpid(command->tgid, &status, 0) < 0)
			continue; /* EINTR: it is our child, and nobody else waits for it */
		command->running = false;
		command->exit_status =
			WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
	return command->exit_status;
}
