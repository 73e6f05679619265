// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list of engines, and nothing else: each is a file of its own.
 */
#include "lab/engine.h"

#include <string.h>

static const struct lab_engine *const engines[] = {&engine_native};

const struct lab_engine *engine_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(engines) / sizeof(engines[0]); i++) {
		if (!strcmp(engines[i]->name, name))
			return engines[i];
	}
	return NULL;
}
