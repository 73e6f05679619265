// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One request, one whole reply. Everything that can make a netlink reply less than whole is an
 * error here: an interrupted dump, a datagram larger than the buffer, a dropped one, a dump without
 * its end mark. What the messages say is not known here; that is rtnl.c's.
 */
#include "lib/netlink.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* The kernel fills datagrams of a dump up to the size of the reader's buffer, at most to this. */
#define FIRST_BUFFER_BYTES (32 * 1024)

struct netlink {
	struct mnl_socket *socket;
	bool is_strict;
	uint32_t sequence;
	char *buffer;
	size_t buffer_bytes;
};

struct exchange {
	const struct nlmsghdr *request;
	unsigned int portid;
	netlink_message_fn *on_message;
	void *data;
	int error;
	bool done;
};

static int adopt(struct mnl_socket *socket, struct netlink **ret)
{
	struct netlink *nl = calloc(1, sizeof(*nl));

	if (!nl)
		return -ENOMEM;
	nl->buffer = malloc(FIRST_BUFFER_BYTES);
	if (!nl->buffer) {
		free(nl);
		return -ENOMEM;
	}
	nl->buffer_bytes = FIRST_BUFFER_BYTES;
	nl->socket = socket;
	*ret = nl;
	return 0;
}

/* Kernels before 4.20 lack it; they check less, and answer the same to a request without filters.
 */
static bool make_strict(struct mnl_socket *socket)
{
	int on = 1;

	return mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on)) == 0;
}

static int open_route_socket(struct mnl_socket **ret)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (!socket)
		return -errno;
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		int error = errno;

		mnl_socket_close(socket);
		return -error;
	}
	*ret = socket;
	return 0;
}

int netlink_open(struct netlink **ret)
{
	struct mnl_socket *socket = NULL;
	int r;

	r = open_route_socket(&socket);
	if (r < 0)
		return r;
	r = adopt(socket, ret);
	if (r < 0)
		mnl_socket_close(socket);
	else
		(*ret)->is_strict = make_strict(socket);
	return r;
}

int netlink_open_fd(int fd, struct netlink **ret)
{
	struct mnl_socket *socket = mnl_socket_fdopen(fd);
	int r;

	if (!socket)
		return -errno;
	r = adopt(socket, ret);
	if (r < 0)
		free(socket); /* mnl_socket_close() would close fd, which is still the caller's */
	return r;
}

void netlink_close(struct netlink *nl)
{
	if (!nl)
		return;
	mnl_socket_close(nl->socket);
	free(nl->buffer);
	free(nl);
}

bool netlink_is_strict(const struct netlink *nl)
{
	return nl->is_strict;
}

static int grow_buffer(struct netlink *nl, size_t need_bytes)
{
	char *larger;

	if (need_bytes <= nl->buffer_bytes)
		return 0;
	larger = realloc(nl->buffer, need_bytes);
	if (!larger)
		return -ENOMEM;
	nl->buffer = larger;
	nl->buffer_bytes = need_bytes;
	return 0;
}

static ssize_t receive_with(struct netlink *nl, int flags)
{
	ssize_t n_bytes;

	do
		n_bytes = recv(mnl_socket_get_fd(nl->socket), nl->buffer, nl->buffer_bytes, flags);
	while (n_bytes < 0 && errno == EINTR);
	return n_bytes < 0 ? -errno : n_bytes;
}

/* Peeks first: a datagram that does not fit would be cut and its rest lost. */
static ssize_t receive(struct netlink *nl)
{
	ssize_t n_bytes = receive_with(nl, MSG_PEEK | MSG_TRUNC);
	int r;

	if (n_bytes < 0)
		return n_bytes;
	r = grow_buffer(nl, (size_t)n_bytes);
	if (r < 0)
		return r;
	return receive_with(nl, 0);
}

static void note_error(struct exchange *exchange, int error)
{
	if (error < 0 && !exchange->error)
		exchange->error = error;
}

/* DONE and ERROR both begin with an error number, which older kernels leave out of DONE. */
static void end_reply(struct exchange *exchange, const struct nlmsghdr *message)
{
	const int *error = mnl_nlmsg_get_payload(message);

	exchange->done = true;
	if (mnl_nlmsg_get_payload_len(message) >= sizeof(*error))
		note_error(exchange, *error > 0 ? -EBADMSG : *error);
	else if (message->nlmsg_type == NLMSG_ERROR)
		note_error(exchange, -EBADMSG);
}

static void take_message(struct exchange *exchange, const struct nlmsghdr *message)
{
	/* A dump is over only when the kernel says so; so is a request that wants an ACK. */
	bool single = !(exchange->request->nlmsg_flags & (NLM_F_DUMP | NLM_F_ACK));

	if (message->nlmsg_flags & NLM_F_DUMP_INTR)
		note_error(exchange, -EAGAIN);
	switch (message->nlmsg_type) {
	case NLMSG_NOOP:
		return;
	case NLMSG_OVERRUN:
		note_error(exchange, -ENOBUFS);
		return;
	case NLMSG_DONE:
	case NLMSG_ERROR:
		end_reply(exchange, message);
		return;
	}
	if (exchange->on_message)
		note_error(exchange, exchange->on_message(message, exchange->data));
	exchange->done |= single;
}

static int take_datagram(struct exchange *exchange, const void *datagram, int n_bytes)
{
	const struct nlmsghdr *message = datagram;

	for (; mnl_nlmsg_ok(message, n_bytes); message = mnl_nlmsg_next(message, &n_bytes)) {
		/* The late answer to an earlier request that was given up is not for us. */
		if (!mnl_nlmsg_portid_ok(message, exchange->portid) ||
		    !mnl_nlmsg_seq_ok(message, exchange->request->nlmsg_seq))
			continue;
		take_message(exchange, message);
		if (exchange->done)
			return 0;
	}
	return n_bytes > 0 ? -EBADMSG : 0;
}

int netlink_request(struct netlink *nl, struct nlmsghdr *request, netlink_message_fn *on_message,
		    void *data)
{
	struct exchange exchange = {.request = request,
				    .portid = mnl_socket_get_portid(nl->socket),
				    .on_message = on_message,
				    .data = data};
	ssize_t n_bytes;
	int r;

	/* Zero would match any. */
	request->nlmsg_seq = ++nl->sequence ? nl->sequence : ++nl->sequence;
	if (mnl_socket_sendto(nl->socket, request, request->nlmsg_len) < 0)
		return -errno;
	while (!exchange.done) {
		n_bytes = receive(nl);
		if (n_bytes < 0)
			return (int)n_bytes;
		if (n_bytes == 0)
			return -EBADMSG;
		r = take_datagram(&exchange, nl->buffer, (int)n_bytes);
		if (r < 0)
			return r;
	}
	return exchange.error;
}
