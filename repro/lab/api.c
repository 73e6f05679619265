// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * "GET <id>" -> "<pid>", a line each, any number of them on any number of connections. A client
 * that sends anything else, or does not read its answers, is cut off; it can't disturb the lab.
 */
#include "lab/api.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define REQUEST_BYTES (sizeof("GET ") + LAB_ID_LENGTH + 1)

struct connection {
	struct source source;
	size_t n_bytes; /* of a request whose end has not come yet */
	char request[REQUEST_BYTES];
};

static void hang_up(struct host *host, struct connection *connection)
{
	host_drop(host, &connection->source);
	free(connection);
}

static bool answer(const struct host *host, int fd, const char *request)
{
	const struct lab_container *container;
	char reply[16];
	int n_bytes;

	if (strncmp(request, "GET ", 4))
		return false;
	container = host_find(host, request + 4);
	n_bytes = snprintf(reply, sizeof(reply), "%d\n", container ? container->tgid : 0);
	return send(fd, reply, (size_t)n_bytes, MSG_NOSIGNAL | MSG_DONTWAIT) == n_bytes;
}

/* Answers what is complete and keeps the rest; false: this client is no good. */
static bool answer_lines(const struct host *host, struct connection *connection)
{
	char *end;

	while ((end = memchr(connection->request, '\n', connection->n_bytes))) {
		size_t line_bytes = (size_t)(end - connection->request) + 1;

		*end = '\0';
		if (!answer(host, connection->source.fd, connection->request))
			return false;
		connection->n_bytes -= line_bytes;
		memmove(connection->request, end + 1, connection->n_bytes);
	}
	return connection->n_bytes < sizeof(connection->request);
}

static int on_request(struct host *host, struct source *source)
{
	struct connection *connection = (struct connection *)source;
	ssize_t n_bytes = recv(source->fd, connection->request + connection->n_bytes,
			       sizeof(connection->request) - connection->n_bytes, MSG_DONTWAIT);

	if (n_bytes > 0)
		connection->n_bytes += (size_t)n_bytes;
	if (n_bytes <= 0 || !answer_lines(host, connection))
		hang_up(host, connection);
	return 0;
}

static int on_connect(struct host *host, struct source *source)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	int fd = accept4(source->fd, NULL, NULL, SOCK_CLOEXEC);

	/* It went away again, or memory or descriptors are short: the client sees the end. */
	if (!connection || fd < 0) {
		safe_close(fd);
		free(connection);
		return 0;
	}
	connection->source = (struct source){.fd = fd, .handle = on_request};
	if (host_watch(host, &connection->source) < 0)
		hang_up(host, connection);
	return 0;
}

int api_open(struct host *host)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = LAB_ENGINE_SOCKET};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	host->api = (struct source){.fd = fd, .handle = on_connect};
	/* On the machine itself one may lie there that a power cut left. */
	(void)unlink(LAB_ENGINE_SOCKET);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, SOMAXCONN) < 0)
		return -errno;
	return host_watch(host, &host->api);
}
