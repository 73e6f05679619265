// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a helper does can hang where no signal reaches it, in a file system that does not answer,
 * and anybody of its user can stop it. So none is waited for: it is killed, and reaped whenever it
 * is found dead. Those that never die keep their place, which bounds how many there are.
 */
#include "nstrace/helper.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "lib/cleanup.h"
#include "lib/clock.h"

/* Only those that were ended: the id of another that is dead must stay its own until then. */
static void reap(struct helpers *helpers)
{
	unsigned int n_left = 0;

	for (unsigned int i = 0; i < helpers->n_ended; i++)
		if (waitpid(helpers->ended[i], NULL, WNOHANG) == 0)
			helpers->ended[n_left++] = helpers->ended[i];
	helpers->n_ended = n_left;
}

int helper_start(struct helpers *helpers, uint64_t limit_nsec, helper_work_fn *work,
		 const void *userdata, struct helper *ret)
{
	int fds[2], r;
	pid_t child;

	reap(helpers);
	if (helpers->n_at_work + helpers->n_ended >= HELPERS_MAX)
		return -EAGAIN;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	child = fork();
	r = -errno;
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(fds[1], userdata);
		_exit(0);
	}
	safe_close(fds[1]);
	if (child < 0) {
		safe_close(fds[0]);
		return r;
	}
	helpers->n_at_work++;
	*ret = (struct helper){.child = child,
			       .socket_fd = fds[0],
			       .until_nsec = clock_nsec(CLOCK_MONOTONIC) + limit_nsec};
	return 0;
}

bool helper_is_done(const struct helper *helper)
{
	struct pollfd message = {.fd = helper->socket_fd, .events = POLLIN};

	return poll(&message, 1, 0) > 0;
}

static int wait_for_message(const struct helper *helper)
{
	struct pollfd message = {.fd = helper->socket_fd, .events = POLLIN};
	uint64_t now_nsec;
	int n;

	do {
		now_nsec = clock_nsec(CLOCK_MONOTONIC);
		n = poll(&message, 1,
			 now_nsec < helper->until_nsec
				 ? (int)((helper->until_nsec - now_nsec) / 1000000) + 1
				 : 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n ? 0 : -ETIMEDOUT;
}

ssize_t helper_receive(const struct helper *helper, void *out, size_t size)
{
	int r = wait_for_message(helper);
	ssize_t n;

	if (r < 0)
		return r;
	n = recv(helper->socket_fd, out, size, MSG_DONTWAIT);
	if (n < 0)
		return -errno;
	return n ? n : -EIO;
}

void helper_end(struct helpers *helpers, struct helper *helper)
{
	if (!helper->child)
		return;
	kill(helper->child, SIGKILL);
	safe_close(helper->socket_fd);
	helpers->n_at_work--;
	helpers->ended[helpers->n_ended++] = helper->child;
	*helper = (struct helper){};
	reap(helpers);
}
