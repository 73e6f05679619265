// SPDX-License-Identifier: GPL-2.0-or-later
/* The list of strategies: whoever wants one asks here, and knows none by itself. */
#include "weave-ps/strategy.h"

#include <string.h>

const struct strategy *const strategies[] = {&strategy_fork, NULL};

const struct strategy *strategy_find(const char *name)
{
	size_t i;

	for (i = 0; strategies[i]; i++)
		if (!strcmp(strategies[i]->name, name))
			return strategies[i];
	return NULL;
}
