// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list of engines, and nothing else: each is a file of its own; docker and podman, whose
 * commands are alike, share one.
 */
#include "lab/engine.h"

#include <string.h>

/* In the order of "auto". */
static const struct lab_engine *const engines[] = {&engine_docker, &engine_podman, &engine_native,
						   NULL};

const struct lab_engine *engine_by_name(const char *name)
{
	const struct lab_engine *const *engine = engines;

	while (*engine && strcmp((*engine)->name, name))
		engine++;
	return *engine;
}

const struct lab_engine *engine_choose(const char *name)
{
	const struct lab_engine *const *engine = engines;

	if (strcmp(name, "auto"))
		return engine_by_name(name);
	while ((*engine)->is_there && !(*engine)->is_there(*engine))
		engine++;
	return *engine;
}

const struct lab_engine *engine_next(const struct lab_engine *engine)
{
	const struct lab_engine *const *next = engines;

	while (engine && *next++ != engine)
		;
	return *next;
}
