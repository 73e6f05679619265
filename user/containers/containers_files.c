// SPDX-License-Identifier: GPL-2.0-or-later
/* Without the daemons, and so without the library that speaks to them, which is large. */
#include "containers/containers.h"

#include "containers/engines.h"
#include "lib/clock.h"

int containers_read_files(const struct containers_options *options, struct containers *ret)
{
	struct search search = {.root = options->root ? options->root : "",
				.deadline_nsec =
					clock_nsec(CLOCK_MONOTONIC) + options->timeout_nsec};

	return engines_read(&search, ret);
}
