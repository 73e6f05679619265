/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What timeline and blocks of the text output share: the file, and how things are worded. */
#ifndef NSTRACE_TEXT_PAGE_H
#define NSTRACE_TEXT_PAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "engine/finding.h"
#include "nstrace/nsid_name.h"
#include "nstrace/stacks.h"

/* What was written last, and so whether an empty line comes before the next. */
enum text_part {
	TEXT_NOTHING,
	TEXT_TIMELINE,
	TEXT_BLOCK,
	TEXT_SUMMARY,
};

struct text_page {
	FILE *file;
	struct nsid_names *names;
	struct stacks *stacks; /* NULL: none */
	uint64_t start_nsec;   /* +0 ms */
	bool color;
	enum text_part last;
};

#define TEXT_LABEL_MAX (CONTAINER_FULL_MAX + 32)
#define TEXT_TIME_MAX  40

void text_page_begin(struct text_page *page, enum text_part part);

/* "web-17", or "net:[4026532710]" if it has no name. Returns out, as do the next two. */
const char *text_page_name(struct text_page *page, const struct nstrace_nsid *nsid,
			   uint64_t now_nsec, char out[TEXT_LABEL_MAX]);

/* "net:[4026532710] (web-17)", "net:[4026532710] (container web-17 (docker))"; if it has no name,
 * the oldest process that is in it stands there, "(nginx[4711])", or nothing. */
const char *text_page_identity(struct text_page *page, const struct nstrace_nsid *nsid,
			       uint64_t now_nsec, char out[TEXT_LABEL_MAX]);

/* "+12.204 ms" */
const char *text_page_time(const struct text_page *page, uint64_t time_nsec,
			   char out[TEXT_TIME_MAX]);

/* What turns the colour of a severity on, and any colour off; "" where there are no colours. */
const char *text_page_color(const struct text_page *page, enum finding_severity severity);
const char *text_page_plain(const struct text_page *page);

#endif
