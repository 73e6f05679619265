/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process that is a lab's host: parent of all containers, keeper of the list of them. */
#ifndef LAB_HOST_H
#define LAB_HOST_H

#include "lab/engine.h"
#include "lab/message.h"

struct host;

/* A descriptor the host's loop waits on. handle() may free its source. A negative errno from it
 * ends the lab: what concerns one peer only is not one. */
struct source {
	int fd;
	int (*handle)(struct host *host, struct source *source);
};

struct host {
	const struct lab_plan *plan;
	const struct lab_engine *engine;
	void *engine_state;
	int epoll_fd;
	struct source control, signals, api, joining;
	struct source *ends;		  /* of containers that are no children: their pidfds */
	struct lab_container *containers; /* oldest first */
	unsigned int n_containers, n_begun, n_started, n_joined;
	bool is_up, is_kept, is_stopping;
	uint64_t random;	      /* the generator of ids */
	char step[LAB_FAILURE_BYTES]; /* what was being done when something failed */
};

/* The whole life of the host, a child just forked; gives its exit status. */
int host_run(const struct lab_plan *plan, int control_fd, int starter_pidfd);

int host_watch(struct host *host, struct source *source) warn_unused_result_;
/* Watches it no more and closes its descriptor. */
void host_drop(struct host *host, struct source *source);

/* Tells the starter something about one container. */
int host_tell_of(struct host *host, enum message_type type,
		 const struct lab_container *container) warn_unused_result_;

/* One of the containers is no more. */
int host_note_end(struct host *host, struct lab_container *container) warn_unused_result_;

/* NULL: there is none. */
const struct lab_container *host_find(const struct host *host, const char *id);

#endif
