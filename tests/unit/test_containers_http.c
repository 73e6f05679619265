// SPDX-License-Identifier: GPL-2.0-or-later
/* Questions to an engine that is not what it should be: a child of ours plays the server. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "containers/http.h"
#include "lib/clock.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define NSEC_PER_MSEC	  1000000ULL
#define PATIENCE_MSEC	  10000 /* an answer comes at once */
#define OK		  "HTTP/1.1 200 OK\r\n"

#define REPEATED_BYTES 6

enum ending {
	CLOSES,
	HANGS,
	REPEATS, /* its last bytes, for ever: REPEATED_BYTES of them */
};

struct server {
	char path[64];
	pid_t tgid;
};

static _Noreturn void serve(int listen_fd, const char *reply, size_t n_bytes, enum ending ending)
{
	char request[4096], more[REPEATED_BYTES * 10000];

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; ending == REPEATS && i < sizeof(more); i++)
		more[i] = reply[n_bytes - REPEATED_BYTES + i % REPEATED_BYTES];
	for (;;) {
		int fd = accept(listen_fd, NULL, NULL);

		if (fd < 0)
			_exit(1);
		/* Our requests come in one piece. */
		while (recv(fd, request, sizeof(request), 0) > 0) {
			(void)!send(fd, reply, n_bytes, 0);
			while (ending == REPEATS && send(fd, more, sizeof(more), 0) > 0)
				;
			if (ending != HANGS)
				break;
		}
		close(fd);
	}
}

static void server_start(struct server *server, const char *reply, enum ending ending)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(server->path, sizeof(server->path), "/tmp/test_http.%d", getpid());
	strcpy(address.sun_path, server->path);
	unlink(server->path);
	assert_return_code(listen_fd, errno);
	assert_return_code(bind(listen_fd, (struct sockaddr *)&address, sizeof(address)), errno);
	assert_return_code(listen(listen_fd, 64), errno);
	server->tgid = fork();
	assert_return_code(server->tgid, errno);
	if (server->tgid == 0)
		serve(listen_fd, reply, strlen(reply), ending);
	close(listen_fd);
}

static void server_stop(struct server *server)
{
	kill(server->tgid, SIGKILL);
	waitpid(server->tgid, NULL, 0);
	unlink(server->path);
}

struct answers {
	size_t n;
	int error;
	char text[256];
};

static void path_of(void *data, size_t i, char *out, size_t size)
{
	(void)data;
	snprintf(out, size, "/question/%zu", i);
}

static int take(void *data, size_t i, int error, const char *body, size_t n_bytes)
{
	struct answers *answers = data;

	(void)i;
	answers->n++;
	answers->error = error;
	snprintf(answers->text, sizeof(answers->text), "%.*s", (int)n_bytes, body ? body : "");
	return 0;
}

static int ask(const char *host, size_t n, unsigned int timeout_msec, struct answers *answers)
{
	struct http_batch batch = {.n = n, .path = path_of, .take = take, .data = answers};
	_cleanup_http_ struct http *http = NULL;
	int r;

	*answers = (struct answers){0};
	r = http_open(host, clock_nsec(CLOCK_MONOTONIC) + timeout_msec * NSEC_PER_MSEC, &http);
	return r < 0 ? r : http_ask(http, &batch);
}

static int ask_server(const char *reply, enum ending ending, size_t n, unsigned int timeout_msec,
		      struct answers *answers)
{
	_cleanup_(server_stop) struct server server = {0};
	char host[128];

	server_start(&server, reply, ending);
	snprintf(host, sizeof(host), "unix://%s", server.path);
	return ask(host, n, timeout_msec, answers);
}

static void replies_are_taken(void **state)
{
	struct answers answers;

	(void)state;
	assert_int_equal(
		ask_server(OK "Content-Length: 2\r\n\r\n[]", HANGS, 1, PATIENCE_MSEC, &answers), 0);
	assert_int_equal(answers.n, 1);
	assert_string_equal(answers.text, "[]");
	assert_int_equal(ask_server(OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
				    HANGS, 1, PATIENCE_MSEC, &answers),
			 0);
	assert_string_equal(answers.text, "{}");
	assert_int_equal(ask_server("HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n", HANGS, 1,
				    PATIENCE_MSEC, &answers),
			 0);
	assert_int_equal(answers.error, -ENOENT);
}

/* The server serves a connection until we close it: a second one would hang. */
static void connections_are_kept(void **state)
{
	struct answers answers = {0};
	struct http_batch batch = {.n = 1, .path = path_of, .take = take, .data = &answers};
	_cleanup_(server_stop) struct server server = {0};
	_cleanup_http_ struct http *http = NULL;
	char host[128];
	size_t i;

	(void)state;
	server_start(&server, OK "Content-Length: 1\r\n\r\n1", HANGS);
	snprintf(host, sizeof(host), "unix://%s", server.path);
	assert_int_equal(
		http_open(host, clock_nsec(CLOCK_MONOTONIC) + PATIENCE_MSEC * NSEC_PER_MSEC, &http),
		0);
	for (i = 0; i < 10; i++)
		assert_int_equal(http_ask(http, &batch), 0);
	assert_int_equal(answers.n, 10);
}

static void many_can_be_asked(void **state)
{
	struct answers answers;

	(void)state;
	assert_int_equal(ask_server(OK "Connection: close\r\nContent-Length: 1\r\n\r\n1", CLOSES,
				    100, PATIENCE_MSEC, &answers),
			 0);
	assert_int_equal(answers.n, 100);
}

static void no_answer_is_an_error(void **state)
{
	static const struct {
		const char *reply;
		enum ending ending;
		int expected;
	} cases[] = {
		{"\n", CLOSES, -EPROTO},
		{"garbage\r\n\r\n", CLOSES, -EPROTO},
		{"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", HANGS, -EREMOTEIO},
		{"HTTP/1.1 301 Go\r\nLocation: http://localhost/\r\nContent-Length: 0\r\n\r\n",
		 HANGS, -EREMOTEIO},
		{OK "Content-Length: 5\r\n\r\n[", CLOSES, -ECONNRESET},
		{OK "Transfer-Encoding: chunked\r\n\r\n2\r\n[", CLOSES, -ECONNRESET},
		{OK "Content-Length: 5\r\n\r\n[", HANGS, -ETIMEDOUT},
		{"H", HANGS, -ETIMEDOUT},
		{OK "\r\n      ", REPEATS, -EFBIG},
		{OK "Content-Length: 99999999999\r\n\r\n      ", REPEATS, -EFBIG},
		{OK "X: xxxxxx", REPEATS, -EFBIG},
		{OK "X: x\r\n", REPEATS, -EFBIG},
	};
	struct answers answers;
	size_t i;
	int r;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int timeout_msec = cases[i].expected == -ETIMEDOUT ? 100 : PATIENCE_MSEC;

		r = ask_server(cases[i].reply, cases[i].ending, 1, timeout_msec, &answers);
		if (r != cases[i].expected || answers.n)
			fail_msg("%s: %s", cases[i].reply, strerror(-r));
	}
}

static void only_sockets_and_hosts_can_be_asked(void **state)
{
	static const char *const hosts[] = {"",
					    "ssh://me@there",
					    "/run/docker.sock",
					    "unix://",
					    "unix://docker.sock",
					    "tcp://",
					    "npipe:////./pipe/x",
					    "tcp://docker.example:2375",
					    "tcp://[::1:2375"};
	struct answers answers;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(hosts); i++)
		assert_int_equal(ask(hosts[i], 1, PATIENCE_MSEC, &answers), -EPROTONOSUPPORT);
	assert_int_equal(ask("unix:///no/such/socket", 1, PATIENCE_MSEC, &answers), -ENOENT);
	assert_int_equal(ask("tcp://127.0.0.1:1", 1, PATIENCE_MSEC, &answers), -ECONNREFUSED);
	assert_int_equal(ask("tcp://localhost:1", 1, PATIENCE_MSEC, &answers), -ECONNREFUSED);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_are_taken),
		cmocka_unit_test(connections_are_kept),
		cmocka_unit_test(many_can_be_asked),
		cmocka_unit_test(no_answer_is_an_error),
		cmocka_unit_test(only_sockets_and_hosts_can_be_asked),
	};

	return cmocka_run_group_tests_name("containers http", tests, NULL, NULL);
}
