/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a stack as the kernel copied it to names, in a process of its own. */
#ifndef NSTRACE_RESOLVE_H
#define NSTRACE_RESOLVE_H

#include "nstrace/helper.h"
#include "nstrace/modules.h"
#include "nstrace/stacks.h"

/* image: NULL if unknown. *ret is the caller's to helper_end(), whether or not its result was
 * taken. */
int resolve_start(struct helpers *helpers, const struct nstrace_stack *raw,
		  const struct image *image, struct helper *ret) warn_unused_result_;

/* Waits for the result, within limits. -EIO: there is none. */
int resolve_finish(const struct helper *helper, const struct nstrace_stack *raw,
		   struct stack *ret) warn_unused_result_;

#endif
