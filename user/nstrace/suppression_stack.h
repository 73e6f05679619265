/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What suppressions want to know of the stacks of a finding: the switch's and the clone's. */
#ifndef NSTRACE_SUPPRESSION_STACK_H
#define NSTRACE_SUPPRESSION_STACK_H

#include <stdbool.h>
#include "engine/finding.h"

struct stacks;

/* Some function on one of them has a name that matches. stacks: NULL if there are none. */
bool suppression_stack_has(struct stacks *stacks, const struct finding *finding,
			   const char *pattern);

/* The innermost function that has a name, on the clone's stack, else on the switch's; NULL: none is
 * known. It is valid until the stacks are asked again. */
const char *suppression_stack_top(struct stacks *stacks, const struct finding *finding);

#endif
