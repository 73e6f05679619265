/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a kind of container must be able to do to fill a lab. All of it runs in the lab's host. */
#ifndef LAB_ENGINE_H
#define LAB_ENGINE_H

#include "lab/lab.h"

/* How the start of one container went: written to the status descriptor as it happens, the
 * descriptor closed when the container runs. */
struct engine_status {
	unsigned int index;	      /* of the container; of join() only */
	int error;		      /* negative errno, or 0: it will run in a moment */
	char step[LAB_FAILURE_BYTES]; /* what failed */
	char id[LAB_ID_LENGTH + 1];   /* empty: the one it was given */
	pid_t tgid;		      /* 0: is known already, or not yet */
	struct lab_netns netns;
};

struct lab_engine;

/* What open() is told, and where it says which step failed. */
struct engine_context {
	const struct lab_engine *engine;
	const char *run; /* what the lab's things outside its own namespaces are marked with */
	int control_fd;	 /* takes messages; readable: the lab is to stop */
	char *step;	 /* LAB_FAILURE_BYTES */
};

/* How long things may take on a slow machine, in milliseconds. */
struct engine_patience {
	unsigned int start, start_each, stop, stop_each;
};

struct lab_engine {
	const char *name;
	/* Its host has namespaces of its own, and what is in them ends with it. Else everything is
	 * on the machine, marked, and the host outlives its starter to remove it. */
	bool has_own_host;
	unsigned int max_starting; /* containers at once */
	struct engine_patience patience;
	const struct cli_engine *cli; /* of those that are driven by a command */

	/* Makes what all containers need, the bridge included. */
	int (*open)(const struct engine_context *context, void **ret_state);
	/* Begins to start the container `index`, named already. With its own host: sets the tgid,
	 * once the process that will be its init exists, a child of the caller. */
	int (*start)(void *state, unsigned int index, struct lab_container *container,
		     int *ret_status_fd);
	/* NULL: start() has done it. After all have started: begins to find their processes and to
	 * connect them with the bridge; a status for each. */
	int (*join)(void *state, const struct lab_container *containers, unsigned int n,
		    int *ret_status_fd);
	/* Ends the containers, waits until their links have gone with them (a link that stays says
	 * that its namespace does too), and frees state. */
	void (*stop)(void *state, const struct lab_container *containers, unsigned int n,
		     struct lab_left *ret_left);
	/* NULL: there is never anything. Removes what is marked with this run, or with any (NULL),
	 * whoever made it; -ENOENT: the engine is not there. */
	int (*clean)(const struct lab_engine *engine, const char *run, struct lab_left *ret_left,
		     char *ret_step);
	/* NULL: always. Does it answer? */
	bool (*is_there)(const struct lab_engine *engine);
};

extern const struct lab_engine engine_native, engine_docker, engine_podman;

/* NULL: there is no such engine. */
const struct lab_engine *engine_by_name(const char *name);

/* The same, and for "auto" a real one that answers, else the native one. */
const struct lab_engine *engine_choose(const char *name);

/* The next of all engines, NULL behind the last; NULL gives the first. */
const struct lab_engine *engine_next(const struct lab_engine *engine);

#endif
