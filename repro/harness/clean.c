// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asks each engine to remove what any lab has left with it. An engine that is not installed can
 * have nothing; one that does not answer may.
 */
#include "harness/clean.h"

#include <string.h>
#include "harness/verdict.h"
#include "lab/engine.h"
#include "lib/log.h"

static int clean_engine(const struct lab_engine *engine)
{
	char step[LAB_FAILURE_BYTES];
	struct lab_left left;
	int r;

	r = engine->clean(engine, NULL, &left, step);
	if (r >= 0 || r == -ENOENT)
		return 0;
	if (r == -EREMOTEIO)
		log_error("cannot remove %s", step);
	else
		log_errno(r, "cannot remove %s", step);
	return r;
}

static bool is_meant(const struct lab_engine *engine, const struct lab_engine *only)
{
	return engine->clean && (!only || !only->clean || only == engine);
}

int clean_run(const char *engine_name)
{
	const struct lab_engine *only = engine_by_name(engine_name), *engine;
	int r = 0;

	if (geteuid() != 0) {
		log_error("to remove a lab needs root: run it under sudo");
		return verdict_exit_status(VERDICT_NOT_POSSIBLE, 0);
	}
	for (engine = engine_next(NULL); engine; engine = engine_next(engine))
		if (is_meant(engine, only) && clean_engine(engine) < 0)
			r = verdict_exit_status(VERDICT_LEFT_BEHIND, 0);
	return r;
}
