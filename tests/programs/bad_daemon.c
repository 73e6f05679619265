// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Listens where an engine's daemon should, and is none: bad_daemon SOCKET MODE. Says "ready" when
 * it listens, and serves one connection after the other until it is killed.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define OK	 "HTTP/1.1 200 OK\r\n"
#define A_LIST	 "[{\"Id\":\"abc\",\"Names\":[\"/web\"],\"Created\":1}]"
#define GIGABYTE (1LL << 30)

static const struct mode {
	const char *name;
	const char *reply;
	long long n_more; /* spaces behind it */
	int hangs;
	int takes_nobody;
} modes[] = {
	{"takes-nobody", "", 0, 0, 1},
	{"hangs", "", 0, 1},
	{"hangs-in-reply", OK "Content-Length: 100\r\n\r\n[{\"Id\":", 0, 1},
	{"hangs-when-asked-again", OK "Content-Length: 43\r\n\r\n" A_LIST, 0, 1},
	{"talks-nonsense", "Hello\r\n", 0, 0},
	{"sends-no-json", OK "Content-Length: 7\r\n\r\ngarbage", 0, 0},
	{"sends-no-list", OK "Content-Length: 2\r\n\r\n{}", 0, 0},
	{"sends-a-path", OK "Content-Length: 17\r\n\r\n[{\"Id\":\"../../a\"}]", 0, 0},
	{"refuses", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n[]", 0, 0},
	{"knows-no-list", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n[]", 0, 0},
	{"breaks-off", OK "Content-Length: 100\r\n\r\n[{\"Id\":", 0, 0},
	{"breaks-off-at-once", "", 0, 0},
	{"sends-a-gigabyte", OK "Content-Length: 1073741824\r\n\r\n", GIGABYTE, 0},
	{"sends-a-gigabyte-of-headers", OK "X: ", GIGABYTE, 0},
};

static const struct mode *find_mode(const char *name)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(modes[i].name, name))
			return &modes[i];
	fprintf(stderr, "bad_daemon: no mode '%s'\n", name);
	exit(2);
}

static int listen_at(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	unlink(address->sun_path);
	if (fd < 0 || bind(fd, (const struct sockaddr *)address, sizeof(*address)) ||
	    listen(fd, 16)) {
		perror("bad_daemon");
		exit(1);
	}
	return fd;
}

/* Nobody else gets through to a daemon that accepts none of these. */
static void fill_queue(const struct sockaddr_un *address)
{
	int fd, r = 0;

	while (r == 0) {
		fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		r = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	}
}

static void serve(int fd, const struct mode *mode)
{
	static char more[65536], request[4096];
	long long n_sent = 0;
	ssize_t n = 1;

	if (recv(fd, request, sizeof(request), 0) <= 0)
		return;
	(void)!send(fd, mode->reply, strlen(mode->reply), 0);
	memset(more, ' ', sizeof(more));
	for (; n > 0 && n_sent < mode->n_more; n_sent += n)
		n = send(fd, more, sizeof(more), 0);
	while (mode->hangs && recv(fd, request, sizeof(request), 0) > 0)
		;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const struct mode *mode;
	int listen_fd, fd;

	if (argc != 3)
		return 2;
	mode = find_mode(argv[2]);
	signal(SIGPIPE, SIG_IGN);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
	listen_fd = listen_at(&address);
	if (mode->takes_nobody)
		fill_queue(&address);
	puts("ready");
	fflush(stdout);
	while (mode->takes_nobody)
		pause();
	while ((fd = accept(listen_fd, NULL, NULL)) >= 0) {
		serve(fd, mode);
		close(fd);
	}
	return 1;
}
