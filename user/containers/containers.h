/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which containers run here, whatever engine runs them: Docker, Podman, containerd (also as it
 * serves Kubernetes) and the lab. Takes bounded time and memory, keeps nothing between two calls.
 * Ids and names are text of others: to be escaped by who prints them.
 */
#ifndef CONTAINERS_CONTAINERS_H
#define CONTAINERS_CONTAINERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "lib/cleanup.h"

struct container {
	char *id;
	char *name;	    /* NULL: none */
	const char *engine; /* "docker", "podman", "containerd", "lab" */
	char *pod;	    /* Kubernetes: the pod's name, and its namespace; NULL: in none */
	char *pod_namespace;
	uint64_t created_nsec; /* since the epoch; 0: unknown */
	size_t place;	       /* among those of its engine, newest first */
	pid_t init_tgid;       /* 0: it does not run */
	uint64_t
		init_start_ticks; /* when that process was born, as in /proc/PID/stat; 0: unknown */
};

/* An engine that is there but did not say all it should have. */
struct containers_failure {
	char place[128]; /* the socket, file or directory */
	int error;	 /* negative errno */
};

struct containers {
	struct container *items; /* newest first over all engines */
	size_t n;
	struct containers_failure *failures; /* none: the list is complete */
	size_t n_failures;
};

struct containers_options {
	const char *host; /* ask only this engine: "unix:///run/docker.sock"; NULL or "": all */
	const char *root; /* what to put before all paths, for tests; NULL: nothing */
	uint64_t timeout_nsec;
};

/* What was found, and what went wrong with the rest. Fails for lack of memory only. */
int containers_read(const struct containers_options *options,
		    struct containers *ret) warn_unused_result_;
/* The same from the files that engines leave, without asking a daemon; not for a host. */
int containers_read_files(const struct containers_options *options,
			  struct containers *ret) warn_unused_result_;
void containers_clear(struct containers *containers);

/* By whole id, by name (a container of a pod also by "pod/name" and "namespace/pod/name"), or by
 * the beginning of an id, in this order; NULL for none. -ENOTUNIQ when several have this name, or
 * this beginning. */
int containers_find(const struct containers *containers, const char *text,
		    const struct container **ret) warn_unused_result_;

/* The network namespace of its first process. -ESRCH when the container has ended, even if its
 * process number has been given to another. */
int container_open_netns(const struct container *container, int *ret_fd) warn_unused_result_;

#define _cleanup_containers_ _cleanup_(containers_clear)

#endif
