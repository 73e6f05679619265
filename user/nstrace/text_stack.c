// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What fits in a line or two: names without their package's path, files without their directory. The
 * full names are in JSON.
 */
#include "nstrace/text_stack.h"

#include <inttypes.h>
#include <string.h>

#define FRAMES_SHOWN 8

static const char *behind_last_slash(const char *text)
{
	const char *slash = strrchr(text, '/');

	return slash ? slash + 1 : text;
}

static void write_frame(FILE *file, const struct stack_frame *frame)
{
	if (*frame->symbol)
		fputs(behind_last_slash(frame->symbol), file);
	else if (*frame->module)
		fprintf(file, "%s+0x%" PRIx64, frame->module, frame->offset);
	else
		fprintf(file, "0x%" PRIx64, frame->address);
	/* Of a runtime's own functions nobody wants to know the line. */
	if (frame->line && strncmp(frame->symbol, "runtime.", strlen("runtime.")))
		fprintf(file, " %s:%u", behind_last_slash(frame->source), frame->line);
}

void text_stack_write(struct text_page *page, uint32_t stack_id)
{
	const struct stack *stack = stacks_find(page->stacks, stack_id);

	if (!stack)
		return;
	fprintf(page->file, "  %-8s ", stack->call);
	for (size_t i = 0; i < stack->n && i < FRAMES_SHOWN; i++) {
		if (i)
			fputs(" < ", page->file);
		write_frame(page->file, &stack->frames[i]);
	}
	fputs(stack->n > FRAMES_SHOWN ? " < …\n" : "\n", page->file);
}

void text_stack_write_runtime(struct text_page *page, const struct finding *finding)
{
	const struct runtime *runtime =
		stacks_find_runtime(page->stacks, finding->birth_stack, finding->switch_stack);

	if (runtime)
		fprintf(page->file, "  runtime  %s%s%s: %s\n", runtime->language,
			*runtime->version ? " " : "", runtime->version, runtime->note);
}
