// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One list of what all engines say. Which engines there are and in which order they are asked is
 * decided here; how each is asked, in the file that has its name. An engine that fails does not
 * keep the others from being asked.
 */
#include "containers/engines.h"

#include "containers/containerd.h"
#include "containers/docker.h"
#include "containers/lab.h"
#include "containers/podman.h"

typedef int engine_fn(struct search *search);

/* A socket knows names that the files of another engine do not, so the sockets come first. */
static engine_fn *const engines[] = {docker_read, podman_read, containerd_read, lab_read};

static int read_all(struct search *search)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < sizeof(engines) / sizeof(engines[0]); i++) {
		search->n_former = search->found.n;
		r = engines[i](search);
	}
	return r;
}

int engines_read(struct search *search, struct containers *ret)
{
	return search_end(search, read_all(search), ret);
}
