/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A forked child of the lab's host becomes the init of a native container. */
#ifndef LAB_CONTAINER_H
#define LAB_CONTAINER_H

#include "lab/engine.h"

struct container_plan {
	const char *name; /* its host name too */
	unsigned int index;
	const char *rootfs;
	int bridge_ifindex;
	int host_pidfd;
	int stdin_fd;  /* never readable, so that the shell waits; ends with the host */
	int status_fd; /* close-on-exec */
};

/* For the child, which is alone in a new pid namespace: gets it its other namespaces, its link and
 * root file system, then executes the shell. Reports on status_fd. */
_Noreturn void container_run(const struct container_plan *plan);

#endif
