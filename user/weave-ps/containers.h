/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The running containers, as the lab's engine lists them. */
#ifndef WEAVE_PS_CONTAINERS_H
#define WEAVE_PS_CONTAINERS_H

#include <sys/types.h>
#include "lib/cleanup.h"

#define CONTAINERS_FILE "/run/nstrace-lab/containers.json"

struct container {
	const char *id;
	const char *name;
	const char *engine;
	pid_t init_tgid;
};

struct containers {
	struct container *items; /* oldest first, as in the file */
	size_t n;
	struct json_t *document; /* holds the text */
};

/* No file: no containers. -EBADMSG for one that is not what it should be. */
int containers_read(const char *path, struct containers *ret) warn_unused_result_;
void containers_clear(struct containers *containers);

/* By whole id, name or beginning of an id, in this order; NULL for none. -ENOTUNIQ for the
 * beginning of more than one id. */
int containers_find(const struct containers *containers, const char *text,
		    const struct container **ret) warn_unused_result_;

#define _cleanup_containers_ _cleanup_(containers_clear)

#endif
