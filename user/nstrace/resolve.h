/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a stack as the kernel copied it to names, in a process of its own. */
#ifndef NSTRACE_RESOLVE_H
#define NSTRACE_RESOLVE_H

#include "nstrace/modules.h"
#include "nstrace/stacks.h"

/* image: NULL if unknown. 0 or a negative errno; -EIO: the child did not come to an end. */
int resolve_apart(const struct nstrace_stack *raw, const struct image *image,
		  struct stack *ret) warn_unused_result_;

#endif
