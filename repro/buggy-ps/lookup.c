// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A connection for each lookup: the Docker client of those years kept none (DisableKeepAlives). Its
 * tasks never lock a thread nor leave their namespace; they are the company in which the visits of
 * containers.c go wrong.
 */
#include "buggy-ps/lookup.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "lib/parse.h"

#define MAX_TGID      (1 << 22) /* PID_MAX_LIMIT */
#define REQUEST_BYTES 256
#define REPLY_BYTES   32

struct reply {
	int error;
	pid_t tgid;
};

struct connection { /* Go: persistConn */
	int fd;
	atomic_uint n_users;	     /* its two loops, and who asks */
	struct rt_channel *requests; /* of text; NULL: no more */
	struct rt_channel *replies;  /* of the one below */
	struct reply reply;
};

struct dial {
	const char *socket_path;
	struct rt_channel *done; /* of the new connection; NULL: see error */
	int error;
};

static void leave(struct connection *connection)
{
	if (atomic_fetch_sub(&connection->n_users, 1) > 1)
		return;
	safe_close(connection->fd);
	rt_channel_free(connection->requests);
	rt_channel_free(connection->replies);
	free(connection);
}

/* Short: an empty socket takes it at once. */
static int send_request(int fd, const char *id)
{
	char request[REQUEST_BYTES];
	int n_bytes = snprintf(request, sizeof(request), "GET %s\n", id);

	if (n_bytes >= (int)sizeof(request))
		return -ENAMETOOLONG;
	return send(fd, request, (size_t)n_bytes, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* A lookup has one request, then comes the end. A request that cannot be sent has the end for its
 * reply, too. Go: persistConn.writeLoop */
static void write_loop(struct rt_task *self, void *arg)
{
	struct connection *connection = arg;
	const char *id;

	while ((id = rt_channel_receive(self, connection->requests)))
		if (send_request(connection->fd, id) < 0)
			break;
	shutdown(connection->fd, SHUT_RDWR);
	leave(connection);
}

static int receive_line(struct rt_task *self, int fd, char line[static REPLY_BYTES])
{
	size_t n_bytes = 0;
	ssize_t n_received;
	int error;

	do {
		if (n_bytes == REPLY_BYTES)
			return -EBADMSG;
		rt_syscall_enter(self);
		n_received = recv(fd, line + n_bytes, REPLY_BYTES - n_bytes, 0);
		error = errno;
		rt_syscall_exit(self);
		if (n_received <= 0)
			return n_received < 0 ? -error : -ECONNRESET;
		n_bytes += (size_t)n_received;
	} while (line[n_bytes - 1] != '\n');
	line[n_bytes - 1] = '\0';
	return 0;
}

static struct reply receive_reply(struct rt_task *self, int fd)
{
	char line[REPLY_BYTES];
	uint64_t tgid = 0;
	int r;

	r = receive_line(self, fd, line);
	if (r == 0)
		r = parse_u64(line, 0, MAX_TGID, &tgid);
	return (struct reply){.error = r, .tgid = (pid_t)tgid};
}

/* Goes on reading after the reply, to see the connection end: its thread is in the kernel until
 * then. Go: persistConn.readLoop */
static void read_loop(struct rt_task *self, void *arg)
{
	struct connection *connection = arg;

	connection->reply = receive_reply(self, connection->fd);
	rt_channel_send(self, connection->replies, &connection->reply);
	if (connection->reply.error == 0)
		(void)receive_reply(self, connection->fd);
	leave(connection);
}

static int connect_to(struct rt_task *self, const char *socket_path, int *ret_fd)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int error, r;

	if (fd < 0)
		return -errno;
	if (strlen(socket_path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, socket_path);
	rt_syscall_enter(self);
	r = connect(fd, (struct sockaddr *)&address, sizeof(address));
	error = errno;
	rt_syscall_exit(self);
	if (r < 0)
		return -error;
	*ret_fd = fd;
	fd = -1;
	return 0;
}

/* fd is the connection's, on failure too. */
static int connection_new(struct rt_task *self, int fd, struct connection **ret)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	int r;

	if (!connection) {
		safe_close(fd);
		return -ENOMEM;
	}
	connection->fd = fd;
	connection->n_users = 1;
	r = rt_channel_new(self, 1, &connection->requests);
	if (r == 0)
		r = rt_channel_new(self, 1, &connection->replies);
	if (r < 0)
		leave(connection);
	else
		*ret = connection;
	return r;
}

static int start_loop(struct rt_task *self, struct connection *connection, rt_task_fn *loop)
{
	int r;

	atomic_fetch_add(&connection->n_users, 1);
	r = rt_go(self, loop, connection);
	if (r < 0)
		leave(connection);
	return r;
}

static int start_loops(struct rt_task *self, struct connection *connection)
{
	int r;

	r = start_loop(self, connection, write_loop);
	if (r < 0)
		return r;
	r = start_loop(self, connection, read_loop);
	if (r < 0)
		rt_channel_send(self, connection->requests, NULL);
	return r;
}

/* Go: Transport.dialConn */
static int dial(struct rt_task *self, const char *socket_path, struct connection **ret)
{
	struct connection *connection = NULL;
	int fd = -1;
	int r;

	r = connect_to(self, socket_path, &fd);
	if (r < 0)
		return r;
	r = connection_new(self, fd, &connection);
	if (r < 0)
		return r;
	r = start_loops(self, connection);
	if (r < 0)
		leave(connection);
	else
		*ret = connection;
	return r;
}

static void dial_task(struct rt_task *self, void *arg)
{
	struct dial *request = arg;
	struct connection *connection = NULL;

	request->error = dial(self, request->socket_path, &connection);
	rt_channel_send(self, request->done, connection);
}

/* Go: Transport.getConn */
static int get_connection(struct rt_task *self, const char *socket_path, struct connection **ret)
{
	struct dial request = {.socket_path = socket_path};
	int r;

	r = rt_channel_new(self, 1, &request.done);
	if (r < 0)
		return r;
	r = rt_go(self, dial_task, &request);
	if (r == 0) {
		*ret = rt_channel_receive(self, request.done);
		r = request.error;
	}
	rt_channel_free(request.done);
	return r;
}

/* Go: persistConn.roundTrip */
int lookup_open(struct rt_task *self, const char *socket_path, const char *id, struct lookup *ret)
{
	struct connection *connection = NULL;
	const struct reply *reply;
	int r;

	r = get_connection(self, socket_path, &connection);
	if (r < 0)
		return r;
	rt_channel_send(self, connection->requests, (void *)id);
	reply = rt_channel_receive(self, connection->replies);
	*ret = (struct lookup){.connection = connection, .tgid = reply->tgid};
	r = reply->error;
	if (r < 0)
		lookup_close(self, ret);
	return r;
}

void lookup_close(struct rt_task *self, struct lookup *lookup)
{
	struct connection *connection = lookup->connection;

	rt_channel_send(self, connection->requests, NULL);
	leave(connection);
}
