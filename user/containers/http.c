// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libcurl, held to one server, a deadline and a size. The server may be anything: one that hangs,
 * sends garbage or never stops gives an error, in time and without its reply in memory. What the
 * replies mean is known to the callers.
 */
#include "containers/http.h"

#include <limits.h>
#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>
#include "containers/curl.h"
#include "lib/clock.h"

#define N_TRANSFERS	  8 /* at once: an engine has locks, more only wait */
#define FIRST_BODY_BYTES  4096
#define HEADERS_MAX_BYTES (64 * 1024)
#define NSEC_PER_MSEC	  1000000
#define STATUS_OK	  200
#define STATUS_NOT_FOUND  404
#define UNIX_SOCKET_HOST  "http://localhost"

struct transfer {
	CURL *easy;
	bool is_under_way;
	size_t question;
	char *body;
	size_t n_bytes, n_allocated, n_header_bytes;
	int error; /* why we refused what came */
};

struct http {
	struct curl curl;
	CURLM *multi;
	char *socket_path; /* NULL: TCP */
	char *base;	   /* what stands before the paths */
	uint64_t deadline_nsec;
	struct transfer transfers[N_TRANSFERS];
};

static size_t take_header(char *data, size_t size, size_t n, void *transfer_data)
{
	struct transfer *transfer = transfer_data;

	(void)data;
	transfer->n_header_bytes += size * n;
	if (transfer->n_header_bytes <= HEADERS_MAX_BYTES)
		return size * n;
	transfer->error = -EFBIG;
	return 0;
}

static int reserve(struct transfer *transfer, size_t n_wanted)
{
	size_t n_allocated = transfer->n_allocated ? transfer->n_allocated : FIRST_BODY_BYTES;
	char *body;

	if (n_wanted > HTTP_REPLY_MAX_BYTES)
		return -EFBIG;
	if (n_wanted <= transfer->n_allocated)
		return 0;
	while (n_allocated < n_wanted)
		n_allocated *= 2;
	body = realloc(transfer->body, n_allocated);
	if (!body)
		return -ENOMEM;
	transfer->body = body;
	transfer->n_allocated = n_allocated;
	return 0;
}

/* Less than `n` makes libcurl give up. */
static size_t take_body(char *data, size_t size, size_t n, void *transfer_data)
{
	struct transfer *transfer = transfer_data;

	n *= size;
	transfer->error = reserve(transfer, transfer->n_bytes + n);
	if (transfer->error)
		return 0;
	memcpy(transfer->body + transfer->n_bytes, data, n);
	transfer->n_bytes += n;
	return n;
}

static int set_options(const struct http *http, struct transfer *transfer)
{
	CURL *easy = transfer->easy;
	CURLcode code = CURLE_OK;

	/* No signals, no proxy from the environment, and nothing that leads elsewhere. */
	code |= http->curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	code |= http->curl.easy_setopt(easy, CURLOPT_PROXY, "");
	code |= http->curl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	code |= http->curl.easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, http->socket_path);
	code |= http->curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	code |= http->curl.easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	code |= http->curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	code |= http->curl.easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	code |= http->curl.easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	return code == CURLE_OK ? 0 : -ENOMEM;
}

static int prepare(struct http *http)
{
	size_t i;
	int r = 0;

	http->multi = http->curl.multi_init();
	if (!http->multi)
		return -ENOMEM;
	for (i = 0; r == 0 && i < N_TRANSFERS; i++) {
		struct transfer *transfer = &http->transfers[i];

		transfer->easy = http->curl.easy_init();
		r = transfer->easy ? set_options(http, transfer) : -ENOMEM;
	}
	return r;
}

static const char *after_scheme(const char *host, const char *scheme)
{
	size_t length = strlen(scheme);

	return strncmp(host, scheme, length) ? NULL : host + length;
}

/* A number, as in "127.0.0.1:2375" and "[::1]:2375", or "localhost", which is looked up without
 * asking anybody: no deadline holds for the search for other names. */
static bool is_numeric(const char *address)
{
	const char *begin = address + (*address == '[');
	size_t length = strcspn(begin, begin == address ? ":" : "]");
	char number[INET6_ADDRSTRLEN];
	struct in6_addr ignored;

	if (length >= sizeof(number))
		return false;
	memcpy(number, begin, length);
	number[length] = '\0';
	if (begin != address)
		return begin[length] && inet_pton(AF_INET6, number, &ignored) == 1;
	return !strcmp(number, "localhost") || inet_pton(AF_INET, number, &ignored) == 1;
}

static int set_host(struct http *http, const char *host)
{
	const char *path = after_scheme(host, "unix://");
	const char *address = after_scheme(host, "tcp://");

	if (path && *path == '/') {
		http->socket_path = strdup(path);
		http->base = strdup(UNIX_SOCKET_HOST);
		return http->socket_path && http->base ? 0 : -ENOMEM;
	}
	if (address && is_numeric(address))
		return asprintf(&http->base, "http://%s", address) < 0 ? -ENOMEM : 0;
	return -EPROTONOSUPPORT;
}

int http_open(const char *host, uint64_t deadline_nsec, struct http **ret)
{
	_cleanup_http_ struct http *http = calloc(1, sizeof(*http));
	int r;

	if (!http)
		return -ENOMEM;
	http->deadline_nsec = deadline_nsec;
	r = set_host(http, host);
	if (r == 0)
		r = curl_load(&http->curl);
	if (r == 0)
		r = prepare(http);
	if (r < 0)
		return r;
	*ret = http;
	http = NULL;
	return 0;
}

static void end_all(struct http *http)
{
	size_t i;

	for (i = 0; i < N_TRANSFERS; i++) {
		struct transfer *transfer = &http->transfers[i];

		if (transfer->is_under_way)
			http->curl.multi_remove_handle(http->multi, transfer->easy);
		if (transfer->easy)
			http->curl.easy_cleanup(transfer->easy);
		free(transfer->body);
	}
	http->curl.multi_cleanup(http->multi);
}

/* libcurl asks for addresses in a thread. Here it waits for that to end: nobody may be left in code
 * that is unloaded, nor be a thread of a process that is about to change its namespace. */
void http_close(struct http *http)
{
	if (!http)
		return;
	if (http->curl.library)
		end_all(http);
	curl_unload(&http->curl);
	free(http->socket_path);
	free(http->base);
	free(http);
}

/* 0: none is left. libcurl waits for an int of milliseconds, and not at all for less than none. */
static int msec_left(const struct http *http)
{
	uint64_t now = clock_nsec(CLOCK_MONOTONIC);
	uint64_t n_msec;

	if (now >= http->deadline_nsec)
		return 0;
	n_msec = (http->deadline_nsec - now) / NSEC_PER_MSEC + 1;
	return n_msec < INT_MAX ? (int)n_msec : INT_MAX;
}

static int start(struct http *http, struct transfer *transfer, const struct http_batch *batch,
		 size_t question)
{
	char path[HTTP_PATH_BYTES];
	_cleanup_free_ char *url = NULL;
	long timeout_msec = msec_left(http);

	if (!timeout_msec)
		return -ETIMEDOUT;
	batch->path(batch->data, question, path, sizeof(path));
	if (asprintf(&url, "%s%s", http->base, path) < 0)
		return -ENOMEM;
	if (http->curl.easy_setopt(transfer->easy, CURLOPT_URL, url) != CURLE_OK ||
	    http->curl.easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, timeout_msec) != CURLE_OK ||
	    http->curl.multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
		return -ENOMEM;
	transfer->is_under_way = true;
	transfer->question = question;
	transfer->n_bytes = transfer->n_header_bytes = 0;
	transfer->error = 0;
	return 0;
}

static int connect_error(const struct http *http, CURL *easy)
{
	long error = 0;

	http->curl.easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	return error ? -(int)error : -EAGAIN;
}

static int transfer_error(const struct http *http, const struct transfer *transfer, CURLcode code)
{
	if (transfer->error)
		return transfer->error;
	switch (code) {
	case CURLE_OK:
		return 0;
	case CURLE_COULDNT_CONNECT:
		return connect_error(http, transfer->easy);
	case CURLE_COULDNT_RESOLVE_HOST:
		return -EHOSTUNREACH;
	case CURLE_OPERATION_TIMEDOUT:
		return -ETIMEDOUT;
	case CURLE_OUT_OF_MEMORY: /* so it calls a line that is too long for it, too */
		return -EFBIG;
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return -ECONNRESET;
	default:
		return -EPROTO;
	}
}

static int status_error(const struct http *http, CURL *easy)
{
	long status = 0;

	http->curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	if (status == STATUS_OK)
		return 0;
	return status == STATUS_NOT_FOUND ? -ENOENT : -EREMOTEIO;
}

/* That there is no socket is told apart from an answer that there is no such thing: the one ends
 * all, the other is taken. */
static int end_transfer(struct http *http, struct transfer *transfer, CURLcode code,
			const struct http_batch *batch)
{
	int r = transfer_error(http, transfer, code);
	int status;

	http->curl.multi_remove_handle(http->multi, transfer->easy);
	transfer->is_under_way = false;
	if (r < 0)
		return r;
	status = status_error(http, transfer->easy);
	if (status < 0 && status != -ENOENT)
		return status;
	return batch->take(batch->data, transfer->question, status, transfer->body,
			   transfer->n_bytes);
}

static int end_transfers(struct http *http, const struct http_batch *batch, size_t *n_done)
{
	CURLMsg *message;
	int n_left;
	int r = 0;

	while (r == 0 && (message = http->curl.multi_info_read(http->multi, &n_left))) {
		char *transfer = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		http->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		r = end_transfer(http, (struct transfer *)(void *)transfer, message->data.result,
				 batch);
		(*n_done)++;
	}
	return r;
}

static int start_transfers(struct http *http, const struct http_batch *batch, size_t *n_started)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < N_TRANSFERS && *n_started < batch->n; i++) {
		if (http->transfers[i].is_under_way)
			continue;
		r = start(http, &http->transfers[i], batch, *n_started);
		(*n_started)++;
	}
	return r;
}

int http_ask(struct http *http, const struct http_batch *batch)
{
	size_t n_started = 0, n_done = 0;
	int n_running;
	int r = 0;

	while (r == 0 && n_done < batch->n) {
		r = start_transfers(http, batch, &n_started);
		if (r == 0 && http->curl.multi_perform(http->multi, &n_running) != CURLM_OK)
			r = -ENOMEM;
		if (r == 0)
			r = end_transfers(http, batch, &n_done);
		if (r == 0 && n_running)
			/* libcurl itself knows when a transfer times out. */
			http->curl.multi_poll(http->multi, NULL, 0, msec_left(http), NULL);
	}
	return r;
}
