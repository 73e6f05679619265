/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the control groups of a process say about the container that it is in. */
#ifndef NSTRACE_CONTAINER_CGROUP_H
#define NSTRACE_CONTAINER_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define CONTAINER_ID_LENGTH 64 /* hexadecimal digits */

struct container_cgroup {
	char id[CONTAINER_ID_LENGTH + 1]; /* "": none */
	char name[NAME_MAX + 1];	  /* hostile text; "": none */
	const char *engine;		  /* as far as that says; "": not */
};

/* False: it is in none that is known. proc: where /proc is. */
bool container_cgroup_read(const char *proc, uint32_t tgid, struct container_cgroup *ret);

#endif
