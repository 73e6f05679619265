// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One list of what all engines say. Which engines there are and in which order they are asked is
 * decided here; how each is asked, in the file that has its name. An engine that fails does not
 * keep the others from being asked.
 */
#include "containers/containers.h"

#include "containers/containerd.h"
#include "containers/docker.h"
#include "containers/lab.h"
#include "containers/podman.h"
#include "containers/search.h"
#include "lib/clock.h"

void containers_clear(struct containers *containers)
{
	while (containers->n)
		container_clear(&containers->items[--containers->n]);
	free(containers->items);
	free(containers->failures);
	*containers = (struct containers){0};
}

static int newest_first(const void *left, const void *right)
{
	const struct container *a = left, *b = right;

	if (a->created_nsec != b->created_nsec)
		return a->created_nsec < b->created_nsec ? 1 : -1;
	return a->place < b->place ? -1 : 1; /* as the engine had it: it knows better than to 1 s */
}

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

int containers_read(const struct containers_options *options, struct containers *ret)
{
	struct search search = {.root = options->root ? options->root : "",
				.deadline_nsec =
					clock_nsec(CLOCK_MONOTONIC) + options->timeout_nsec};
	int r;

	r = options->host && *options->host ? docker_read_host(&search, options->host)
					    : read_all(&search);
	if (r < 0) {
		containers_clear(&search.found);
		return r;
	}
	if (search.found.n)
		qsort(search.found.items, search.found.n, sizeof(*search.found.items),
		      newest_first);
	*ret = search.found;
	return 0;
}
