/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `weave ps` did until 2017, on the main task: visit each container and print its rows. */
#ifndef BUGGY_PS_CONTAINERS_H
#define BUGGY_PS_CONTAINERS_H

#include "runtime/runtime.h"

struct failure {
	const char *what;
	int error;
	pid_t tid; /* of the thread that saw it */
};

/* Prints the rows of one container, none if it does not run. A negative errno comes with *failure.
 */
int containers_print(struct rt_task *self, const char *engine_socket, const char *bridge_name,
		     const char *id, struct failure *failure) warn_unused_result_;

#endif
