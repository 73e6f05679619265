/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Docker Engine API, whoever serves it. */
#ifndef CONTAINERS_API_H
#define CONTAINERS_API_H

#include "containers/search.h"

/* The running containers of the daemon at this host, as for http_open(). -EBADMSG for answers that
 * are none, other errors as of http_ask(). */
int api_read(struct search *search, const char *host, const char *engine) warn_unused_result_;

/* The same at a socket's path. -ENOENT: nobody listens there, a daemon that was stopped left its
 * socket behind. What else goes wrong is remembered as a failure. */
int api_read_socket(struct search *search, const char *path,
		    const char *engine) warn_unused_result_;

#endif
