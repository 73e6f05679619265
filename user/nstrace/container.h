/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which container a process is in: what its control group is called says so, and the files that
 * Docker, Podman and the lab keep say what people call it. No daemon is asked.
 */
#ifndef NSTRACE_CONTAINER_H
#define NSTRACE_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where things are. */
struct container_places {
	const char *proc;
	const char *docker;	   /* a directory for each container */
	const char *const *podman; /* files that list them, up to a NULL */
	const char *lab;	   /* a file that lists them */
};

extern const struct container_places container_places;

/* The container's name, or its id as far as people write it; safe to print. False: the process is
 * in none that is known. What a process may do to its control group it may use to deceive us. */
bool container_name(const struct container_places *places, uint32_t tgid, char *ret_name,
		    size_t size);

#endif
