// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Starts the host's containers through its engine, a few at a time, each watched by the host's loop
 * until it runs. Knows no engine; does not wait.
 */
#include "lab/starting.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct starting {
	struct source source;
	struct lab_container *container;
	bool will_run; /* said it would, and must now let go of the descriptor */
};

/* SplitMix64: each id of a lab follows from its seed. */
static uint64_t next_random(struct host *host)
{
	uint64_t z = host->random += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* On the machine itself the name must be unlike those of others. */
static void name_container(struct host *host, struct lab_container *container, unsigned int index)
{
	size_t i;

	for (i = 0; i < LAB_ID_LENGTH; i += 16)
		snprintf(container->id + i, 17, "%016" PRIx64, next_random(host));
	if (host->engine->has_own_host)
		snprintf(container->name, sizeof(container->name), "web-%u", index);
	else
		snprintf(container->name, sizeof(container->name), "web-%u-%d", index, getpid());
}

static void end_starting(struct host *host, struct starting *starting)
{
	host_drop(host, &starting->source);
	free(starting);
}

static int note_started(struct host *host, struct lab_container *container)
{
	host->n_started++;
	return host_tell_of(host, MESSAGE_STARTED, container);
}

static int fail_start(struct host *host, const struct lab_container *container, const char *why,
		      int error)
{
	snprintf(host->step, sizeof(host->step), "container %s: %.200s", container->name, why);
	return error;
}

/* The descriptor closing, which exec does, after a good word is what says that it runs. */
static int on_status(struct host *host, struct source *source)
{
	struct starting *starting = (struct starting *)source;
	struct lab_container *container = starting->container;
	struct engine_status status;
	ssize_t n_bytes = read(source->fd, &status, sizeof(status));

	if (n_bytes == sizeof(status) && !status.error) {
		container->netns = status.netns;
		if (*status.id)
			memcpy(container->id, status.id, sizeof(container->id));
		starting->will_run = true;
		return 0;
	}
	if (n_bytes == 0 && starting->will_run && (container->tgid || host->engine->join)) {
		end_starting(host, starting);
		return note_started(host, container);
	}
	end_starting(host, starting);
	if (n_bytes == sizeof(status))
		return fail_start(host, container, status.step, status.error);
	return fail_start(host, container, "ended while it started", -ECHILD);
}

static int begin_one(struct host *host)
{
	struct lab_container *container = &host->containers[host->n_begun];
	struct starting *starting = calloc(1, sizeof(*starting));
	int r;

	if (!starting)
		return -ENOMEM;
	starting->container = container;
	starting->source.handle = on_status;
	name_container(host, container, host->n_begun);
	r = host->engine->start(host->engine_state, host->n_begun, container, &starting->source.fd);
	if (r < 0) {
		free(starting);
		return fail_start(host, container, "cannot begin to start", r);
	}
	host->n_begun++;
	return host_watch(host, &starting->source);
}

int starting_begin_more(struct host *host)
{
	int r = 0;

	while (r >= 0 && host->n_begun < host->n_containers &&
	       host->n_begun - host->n_started < host->engine->max_starting)
		r = begin_one(host);
	return r;
}
