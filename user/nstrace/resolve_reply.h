/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the resolving child sends. It has read files that anybody may have made, so it may have been
 * taken over: what it sends is bytes until it went through here.
 */
#ifndef NSTRACE_RESOLVE_REPLY_H
#define NSTRACE_RESOLVE_REPLY_H

#include "nstrace/stacks.h"

/* No pointers: an address that it chose is not to be read here. */
struct resolve_reply {
	uint64_t n_frames;
	struct stack_frame frames[STACK_FRAMES_MAX];
	struct runtime_seen runtime;
};

/* The result has no more frames than there can be, and its texts end and are safe to print. All but
 * ret->call, which is not asked of a child. */
void resolve_reply_take(const struct resolve_reply *reply, struct stack *ret);

#endif
