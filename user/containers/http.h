/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to an engine's API, over connections that are kept open. */
#ifndef CONTAINERS_HTTP_H
#define CONTAINERS_HTTP_H

#include <stdint.h>
#include "lib/cleanup.h"

#define HTTP_PATH_BYTES	     512
#define HTTP_REPLY_MAX_BYTES (16 * 1024 * 1024) /* a list of thousands of containers */

struct http;

/* host: "unix:///path" or "tcp://127.0.0.1:port". Does not connect yet. -EPROTONOSUPPORT for
 * others, -ELIBACC when libcurl is missing. */
int http_open(const char *host, uint64_t deadline_nsec, struct http **ret) warn_unused_result_;
void http_close(struct http *http);

/* Several questions, some of them at the same time. */
struct http_batch {
	size_t n;
	/* The path of question i. */
	void (*path)(void *data, size_t i, char *out, size_t size);
	/* What came back: error 0 and the body, or -ENOENT for status 404. Not 0 ends all. */
	int (*take)(void *data, size_t i, int error, const char *body, size_t n_bytes);
	void *data;
};

/* 0, what take() gave back, or why there is no answer: -ETIMEDOUT, -ECONNREFUSED, -ENOENT for no
 * socket, -EFBIG for a reply that is too large, -ECONNRESET for one that broke off, -EREMOTEIO for
 * any other status than 200 and 404, -EPROTO for what is no HTTP. */
int http_ask(struct http *http, const struct http_batch *batch) warn_unused_result_;

static inline void http_free(struct http **http)
{
	http_close(*http);
}

#define _cleanup_http_ _cleanup_(http_free)

#endif
