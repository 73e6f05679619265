// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a helper does can hang where no signal reaches it, in a file system that does not answer,
 * and anybody of its user can stop it. So none is waited for: it is killed, and reaped whenever it
 * is found dead. Those that never die keep their place, which bounds how many there are.
 */
#include "nstrace/helper.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
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
			       .until_nsec = clock_nsec(CLOCK_MONOTONIC) + limit_nsec +
					     helpers->patience_nsec};
	return 0;
}

/* 0: not until then. */
static int wait_until(const struct helper *helper, uint64_t until_nsec)
{
	struct pollfd message = {.fd = helper->socket_fd, .events = POLLIN};
	uint64_t now_nsec;
	int n;

	do {
		now_nsec = clock_nsec(CLOCK_MONOTONIC);
		n = poll(&message, 1,
			 now_nsec < until_nsec ? (int)((until_nsec - now_nsec) / 1000000) + 1 : 0);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

bool helper_is_done_within(const struct helper *helper, uint64_t nsec)
{
	return wait_until(helper, nsec ? clock_nsec(CLOCK_MONOTONIC) + nsec : 0) > 0;
}

bool helper_is_done(const struct helper *helper)
{
	return helper_is_done_within(helper, 0);
}

static int wait_for_message(const struct helper *helper)
{
	int r = wait_until(helper, helper->until_nsec);

	return r ? (r < 0 ? r : 0) : -ETIMEDOUT;
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

union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(HELPER_FDS_MAX * sizeof(int))];
};

/* There is one kind of control message that anybody sends here. */
static size_t take_fds(struct msghdr *message, int *fds)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);
	size_t n_bytes = 0;

	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
		n_bytes = header->cmsg_len - CMSG_LEN(0);
	if (n_bytes)
		memcpy(fds, CMSG_DATA(header), n_bytes);
	return n_bytes / sizeof(*fds);
}

ssize_t helper_receive_fds(const struct helper *helper, void *out, size_t size,
			   int fds[HELPER_FDS_MAX], size_t *ret_n_fds)
{
	struct iovec data = {out, size};
	union control control;
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	int r = wait_for_message(helper);
	ssize_t n;

	if (r < 0)
		return r;
	n = recvmsg(helper->socket_fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n <= 0)
		return n ? -errno : -EIO;
	*ret_n_fds = take_fds(&message, fds);
	return n;
}

void helper_send(int socket_fd, const void *out, size_t size, const int *fds, size_t n_fds)
{
	struct iovec data = {(void *)out, size};
	union control control = {.header = {.cmsg_len = CMSG_LEN(n_fds * sizeof(*fds)),
					    .cmsg_level = SOL_SOCKET,
					    .cmsg_type = SCM_RIGHTS}};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = CMSG_SPACE(n_fds * sizeof(*fds))};

	memcpy(CMSG_DATA(&control.header), fds, n_fds * sizeof(*fds));
	(void)!sendmsg(socket_fd, &message, MSG_NOSIGNAL);
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
