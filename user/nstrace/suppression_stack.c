// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/suppression_stack.h"

#include "nstrace/glob.h"
#include "nstrace/stacks.h"

static bool stack_has(struct stacks *stacks, uint32_t id, const char *pattern)
{
	const struct stack *stack = stacks && id ? stacks_find(stacks, id) : NULL;

	for (size_t i = 0; stack && i < stack->n; i++)
		if (*stack->frames[i].symbol && glob_matches(pattern, stack->frames[i].symbol))
			return true;
	return false;
}

bool suppression_stack_has(struct stacks *stacks, const struct finding *finding,
			   const char *pattern)
{
	return stack_has(stacks, finding->birth_stack, pattern) ||
	       stack_has(stacks, finding->switch_stack, pattern);
}

static const char *top_of(struct stacks *stacks, uint32_t id)
{
	const struct stack *stack = stacks && id ? stacks_find(stacks, id) : NULL;

	for (size_t i = 0; stack && i < stack->n; i++)
		if (*stack->frames[i].symbol)
			return stack->frames[i].symbol;
	return NULL;
}

const char *suppression_stack_top(struct stacks *stacks, const struct finding *finding)
{
	const char *top = top_of(stacks, finding->birth_stack);

	return top ? top : top_of(stacks, finding->switch_stack);
}
