/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stack on one line: "  clone3   newosproc < newm < startm", the innermost call first. */
#ifndef NSTRACE_TEXT_STACK_H
#define NSTRACE_TEXT_STACK_H

#include "nstrace/text_page.h"

/* Nothing if there is no such stack. */
void text_stack_write(struct text_page *page, uint32_t stack_id);

/* "  runtime  Go 1.19: what that means", if it is known. */
void text_stack_write_runtime(struct text_page *page, const struct finding *finding);

#endif
