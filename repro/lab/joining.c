// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Takes in what the engine's join() finds out: of each container its process and its network
 * namespace. That process is no child of ours, so its end is seen through a pidfd.
 */
#include "lab/joining.h"

#include <stdio.h>
#include <sys/pidfd.h>
#include "lab/registry.h"

static int on_end(struct host *host, struct source *source)
{
	struct lab_container *container = &host->containers[source - host->ends];
	int r;

	host_drop(host, source);
	r = host_note_end(host, container);
	if (r < 0 || !host->is_up)
		return r;
	return registry_write(host->engine->name, host->containers, host->n_containers);
}

static int watch_end(struct host *host, unsigned int index)
{
	struct source *end = &host->ends[index];

	*end = (struct source){.handle = on_end};
	end->fd = pidfd_open(host->containers[index].tgid, 0);
	return end->fd < 0 ? -errno : host_watch(host, end);
}

static int note_joined(struct host *host, const struct engine_status *status)
{
	struct lab_container *container = &host->containers[status->index];
	int r;

	container->tgid = status->tgid;
	container->netns = status->netns;
	r = watch_end(host, status->index);
	if (r < 0)
		return r;
	host->n_joined++;
	return host_tell_of(host, MESSAGE_JOINED, container);
}

static int on_status(struct host *host, struct source *source)
{
	struct engine_status status;
	ssize_t n_bytes = read(source->fd, &status, sizeof(status));

	if (n_bytes == sizeof(status) && status.index < host->n_containers) {
		snprintf(host->step, sizeof(host->step), "%s", status.step);
		return status.error ? status.error : note_joined(host, &status);
	}
	host_drop(host, source);
	return host->n_joined < host->n_containers ? -ECHILD : 0;
}

int joining_begin(struct host *host)
{
	int r;

	if (host->joining.handle)
		return 0;
	snprintf(host->step, sizeof(host->step), "connect the containers with the bridge");
	r = host->engine->join(host->engine_state, host->containers, host->n_containers,
			       &host->joining.fd);
	if (r < 0)
		return r;
	host->joining.handle = on_status;
	return host_watch(host, &host->joining);
}
