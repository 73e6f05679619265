// SPDX-License-Identifier: GPL-2.0-or-later
/* A child that does its work has escaped the texts already: once more would double backslashes. */
#include "nstrace/resolve_reply.h"

static void make_printable(char *text, size_t size)
{
	text[size - 1] = '\0';
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

void resolve_reply_take(const struct resolve_reply *reply, struct stack *ret)
{
	struct runtime_seen runtime = reply->runtime;

	make_printable(runtime.version, sizeof(runtime.version));
	runtime_describe(&runtime, &ret->runtime);
	ret->n = reply->n_frames < STACK_FRAMES_MAX ? reply->n_frames : STACK_FRAMES_MAX;
	for (size_t i = 0; i < ret->n; i++) {
		struct stack_frame *frame = &ret->frames[i];

		*frame = reply->frames[i];
		make_printable(frame->symbol, sizeof(frame->symbol));
		make_printable(frame->module, sizeof(frame->module));
		make_printable(frame->source, sizeof(frame->source));
	}
}
