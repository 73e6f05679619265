/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stack on one line: "  clone    newosproc < newm < startm", the innermost call first. */
#ifndef NSTRACE_TEXT_STACK_H
#define NSTRACE_TEXT_STACK_H

#include "nstrace/text_page.h"

/* Of each stack that the finding has, and below them the language runtime, if it is known. */
void text_stack_write(struct text_page *page, const struct finding *finding);

#endif
