/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where in the code a finding comes from, as JSON. Each value is new, null where nothing is known,
 * and NULL for want of memory.
 */
#ifndef NSTRACE_JSON_STACK_H
#define NSTRACE_JSON_STACK_H

#include <jansson.h>
#include "engine/finding.h"
#include "nstrace/runtime.h"
#include "nstrace/stacks.h"

/* {"switch", "clone", "restore"}: each an array of frames, the innermost first, or null. */
json_t *json_stack_value(struct stacks *stacks, const struct finding *finding);

/* {"language", "version", "note"} of what the program was written in. */
json_t *json_stack_runtime(const struct runtime *runtime);

#endif
