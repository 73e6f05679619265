// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/json_stack.h"

#include "nstrace/json_keys.h"
#include "nstrace/json_value.h"

static json_t *frame_value(const struct stack_frame *frame)
{
	struct json_keys keys = json_keys_new(NULL);

	json_keys_name(&keys, "symbol", frame->symbol);
	json_keys_name(&keys, "module", frame->module);
	json_keys_name(&keys, "source", frame->source);
	json_keys_known(&keys, "line", frame->line);
	json_keys_number(&keys, "address", frame->address);
	return json_keys_end(&keys);
}

static json_t *stack_value(const struct stack *stack)
{
	json_t *list = stack ? json_array() : json_null();

	for (size_t i = 0; stack && i < stack->n; i++)
		list = json_value_append(list, frame_value(&stack->frames[i]));
	return list;
}

json_t *json_stack_value(struct stacks *stacks, const struct finding *finding)
{
	const struct stack *visit = stacks_find(stacks, finding->switch_stack);
	const struct stack *birth = stacks_find(stacks, finding->birth_stack);
	const struct stack *restore = stacks_find(stacks, finding->restore_stack);
	struct json_keys keys;

	if (!visit && !birth && !restore)
		return json_null();
	keys = json_keys_new(NULL);
	json_keys_set(&keys, "switch", stack_value(visit));
	json_keys_set(&keys, "clone", stack_value(birth));
	json_keys_set(&keys, "restore", stack_value(restore));
	return json_keys_end(&keys);
}

json_t *json_stack_runtime(const struct runtime *runtime)
{
	struct json_keys keys;

	if (!runtime)
		return json_null();
	keys = json_keys_new(NULL);
	json_keys_text(&keys, "language", runtime->language);
	json_keys_name(&keys, "version", runtime->version);
	json_keys_text(&keys, "note", runtime->note);
	return json_keys_end(&keys);
}
