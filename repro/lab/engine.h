/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kind of container must be able to do to fill a lab. All of it runs in the lab's host. */
#ifndef LAB_ENGINE_H
#define LAB_ENGINE_H

#include "lab/lab.h"

/* How the start of one container went: written to the status descriptor as it happens, the
 * descriptor closed when the container runs. */
struct engine_status {
	int error;     /* negative errno, or 0: it will run in a moment */
	char step[64]; /* what failed */
	struct lab_netns netns;
};

struct lab_engine {
	const char *name;
	/* Makes what all containers need, the bridge included. On failure *ret_step says where. */
	int (*open)(void **ret_state, const char **ret_step);
	/* Begins to start the container `index` of this id and name: sets its tgid, once the
	 * process that will be its init exists, a child of the caller. */
	int (*start)(void *state, unsigned int index, struct lab_container *container,
		     int *ret_status_fd);
	/* Ends the containers, waits until their links have gone with them (a link that stays says
	 * that its namespace does too), and frees state. */
	void (*stop)(void *state, const struct lab_container *containers, unsigned int n,
		     unsigned int *ret_n_links_left);
};

extern const struct lab_engine engine_native;

/* NULL: there is no such engine. */
const struct lab_engine *engine_by_name(const char *name);

#endif
