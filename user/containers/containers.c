// SPDX-License-Identifier: GPL-2.0-or-later
/* With the daemons: what they say is asked of them, not read from their files. */
#include "containers/containers.h"

#include <string.h>
#include "containers/api.h"
#include "containers/engines.h"
#include "lib/clock.h"

static int read_host(struct search *search, const char *host)
{
	const char *engine = strstr(host, "podman") ? "podman" : "docker";
	int r;

	r = api_read(search, host, engine);
	return r < 0 && r != -ENOMEM ? search_fail(search, host, r) : r;
}

int containers_read(const struct containers_options *options, struct containers *ret)
{
	struct search search = {.root = options->root ? options->root : "",
				.deadline_nsec =
					clock_nsec(CLOCK_MONOTONIC) + options->timeout_nsec,
				.ask = api_read_socket};

	if (options->host && *options->host)
		return search_end(&search, read_host(&search, options->host), ret);
	return engines_read(&search, ret);
}
