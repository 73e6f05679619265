/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A finding as a block of text: one line that says what is wrong, and below it the evidence. */
#ifndef NSTRACE_TEXT_BLOCK_H
#define NSTRACE_TEXT_BLOCK_H

#include "nstrace/text_page.h"

/* "error: stranded thread 3365 of weaveutil[3357], in …" */
void text_block_head(struct text_page *page, const struct finding *finding);

/* The head and all that is known. suppression: the entry that would suppress the finding; NULL:
 * nobody asks for it. */
void text_block_write(struct text_page *page, const struct finding *finding,
		      const char *suppression);

/* "error: 7 more stranded threads of weaveutil[3357]"; like: one of them */
void text_block_more(struct text_page *page, const struct finding *like, unsigned int n_more);

/* What came of a finding whose block was written already. */
void text_block_harm(struct text_page *page, const struct harm *harm);

/* The thread is at home, and `where` is where a sibling was, whose visit the finding is about. */
bool text_block_is_at_home(const struct finding *finding);

#endif
