// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What fits in a line or two: names without their package's path, files without their directory.
 * The full names are in JSON.
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

static void write_stack(struct text_page *page, const char *label, const struct stack *stack)
{
	fprintf(page->file, "  %-8s ", label ? label : stack->call);
	for (size_t i = 0; i < stack->n && i < FRAMES_SHOWN; i++) {
		if (i)
			fputs(" < ", page->file);
		write_frame(page->file, &stack->frames[i]);
	}
	fputs(stack->n > FRAMES_SHOWN ? " < …\n" : "\n", page->file);
}

/* label: NULL for the name of the system call */
static void write_if_any(struct text_page *page, const char *label, uint32_t stack_id)
{
	const struct stack *stack = stacks_find(page->stacks, stack_id);

	if (stack)
		write_stack(page, label, stack);
}

void text_stack_write(struct text_page *page, const struct finding *finding)
{
	const struct runtime *runtime;

	write_if_any(page, NULL, finding->birth_stack);
	write_if_any(page, NULL, finding->switch_stack);
	write_if_any(page, "restore", finding->restore_stack);
	runtime = stacks_find_runtime(page->stacks, finding);
	if (runtime)
		fprintf(page->file, "  runtime  %s%s%s: %s\n", runtime->language,
			*runtime->version ? " " : "", runtime->version, runtime->note);
}
