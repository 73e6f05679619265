/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lab: a host, in namespaces of its own or the machine itself, a bridge, and containers on it.
 * Seen from the process that wants one; what happens in the lab's host is in host.h and engine.h.
 */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "lib/cleanup.h"

#define LAB_BRIDGE	"weave"
#define LAB_PORT_PREFIX "vethwepl" /* and the container's number: its port on the bridge */

/* Where a process inside the lab finds it. The native engine's labs have a /run of their own. */
#define LAB_RUN_DIR	    "/run/nstrace-lab"
#define LAB_CONTAINERS_FILE LAB_RUN_DIR "/containers.json"
#define LAB_ENGINE_SOCKET   LAB_RUN_DIR "/engine.sock"
#define LAB_NETNS_DIR	    "/run/netns"

#define LAB_ID_LENGTH	   64
#define LAB_NAME_BYTES	   32
#define LAB_FAILURE_BYTES  256
#define LAB_MAX_CONTAINERS 1000 /* a Linux bridge has 1023 ports */

/* Inode numbers are used again within seconds, cookies never. */
struct lab_netns {
	uint64_t ino;
	uint64_t cookie; /* 0: the kernel has none (before 5.14) */
};

/* What there still is of a lab that was taken down. */
struct lab_left {
	unsigned int n_links;
	unsigned int n_containers;
};

struct lab_container {
	char id[LAB_ID_LENGTH + 1];
	char name[LAB_NAME_BYTES];
	pid_t tgid; /* of its init; 0 when it does not run */
	struct lab_netns netns;
};

enum lab_state {
	LAB_STARTING,
	LAB_UP,
	LAB_STOPPING,
	LAB_DOWN, /* its host has said so, or is gone */
};

struct lab {
	enum lab_state state;
	pid_t host_tgid; /* a child of the caller; 0 once it was reaped */
	int control_fd;	 /* readable: call lab_handle() */
	unsigned int n_containers, n_started, n_died;
	struct lab_container *containers;
	struct lab_netns host_netns;
	const struct lab_engine *engine;
	const char *run; /* of struct lab_plan */
	bool is_clean;	 /* its host has taken it down; `left` says how well */
	struct lab_left left;
	char says[LAB_FAILURE_BYTES];	 /* for people, who have to know; the reader empties it */
	int error;			 /* negative errno of what made it fail, or 0 … */
	char failure[LAB_FAILURE_BYTES]; /* … and the step that did */
};

struct lab_engine;

struct lab_plan {
	const struct lab_engine *engine;
	unsigned int n_containers;
	const char *run; /* marks what is on the machine; unlike that of any other lab */
	uint64_t seed;	 /* of the containers' ids, if the engine leaves them to us */
};

/* Forks the lab's host. When the calling thread ends, the host takes everything down, or, where all
 * is in namespaces of its own, dies with it. The rest happens by and by. */
int lab_start(const struct lab_plan *plan, struct lab *ret) warn_unused_result_;
/* Takes one message of the host. */
void lab_handle(struct lab *lab);
/* Asks for the end; the host exits when everything is gone. */
void lab_stop(struct lab *lab);
/* Leaves the lab up, for good: the host is on its own from now on. */
void lab_keep(struct lab *lab);
/* After the host was killed, of a lab without namespaces of its own: removes what the host can't
 * any more. 0, or a negative errno and the step. */
int lab_clean(struct lab *lab, char *ret_step) warn_unused_result_;
/* How long it may take to come up, and to go down, on a slow machine. */
int lab_start_msec(const struct lab *lab);
int lab_stop_msec(const struct lab *lab);
/* The caller has reaped the host. */
void lab_host_ended(struct lab *lab);
/* Moves the calling process, which must have one thread only, into the host's network and mount
 * namespaces, if it has its own; the working directory stays the same path, if the lab has it. */
int lab_enter(const struct lab *lab) warn_unused_result_;
void lab_close(struct lab *lab);

#endif
