// SPDX-License-Identifier: GPL-2.0-or-later
/* The list of strategies, and nothing of what they do: each has a file of its own. */
#include "weave-ps/strategy.h"

#include <string.h>

const struct strategy *const strategies[] = {&strategy_fork,	&strategy_pool,	  &strategy_nsid,
					     &strategy_nsenter, &strategy_inline, NULL};

const struct strategy *strategy_find(const char *name)
{
	const struct strategy *const *strategy;

	for (strategy = strategies; *strategy; strategy++)
		if (!strcmp((*strategy)->name, name))
			return *strategy;
	return NULL;
}
