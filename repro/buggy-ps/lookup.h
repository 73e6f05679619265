/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks the engine for the process of a container, as the Docker client's HTTP transport did: one
 * task dials, two more serve the connection, and the one who asks waits on a channel.
 */
#ifndef BUGGY_PS_LOOKUP_H
#define BUGGY_PS_LOOKUP_H

#include "runtime/runtime.h"

struct lookup {
	struct connection *connection;
	pid_t tgid; /* 0: the container does not run */
};

/* id must stay until lookup_close(). Go: http.Client.Do */
int lookup_open(struct rt_task *self, const char *socket_path, const char *id,
		struct lookup *ret) warn_unused_result_;
/* Returns at once; the connection's tasks end in their own time. Go: Response.Body.Close */
void lookup_close(struct rt_task *self, struct lookup *lookup);

#endif
