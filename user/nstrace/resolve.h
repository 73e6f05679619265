/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a stack as the kernel copied it to names, in a process of its own. */
#ifndef NSTRACE_RESOLVE_H
#define NSTRACE_RESOLVE_H

#include "nstrace/modules.h"
#include "nstrace/stacks.h"

/* A child at work. */
struct resolver {
	pid_t child; /* 0: none */
	int result_fd;
};

/* image: NULL if unknown. *ret is the caller's to resolve_finish() or resolve_abandon(). */
int resolve_start(const struct nstrace_stack *raw, const struct image *image,
		  struct resolver *ret) warn_unused_result_;

/* resolve_finish() would not wait. */
bool resolve_is_done(const struct resolver *resolver);

/* Waits for it. 0 or a negative errno; -EIO: the child did not come to an end. */
int resolve_finish(struct resolver *resolver, struct stack *ret) warn_unused_result_;
void resolve_abandon(struct resolver *resolver);

#endif
