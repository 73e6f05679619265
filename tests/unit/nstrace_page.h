/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text output, written to memory, and what it is expected to be. */
#ifndef TESTS_NSTRACE_PAGE_H
#define TESTS_NSTRACE_PAGE_H

#include "nstrace_story.h"
#include "nstrace/text.h"

#define HEADER "      +ms     TID  NETNS              EVENT\n"

/* A text output that writes to memory. */
struct page {
	struct output *output;
	char *text;
	size_t size;
};

static inline void open_page(struct page *page, const struct story *story, bool quiet, bool color)
{
	FILE *file = open_memstream(&page->text, &page->size);

	assert_non_null(file);
	assert_int_equal(text_output_new(file, story->names, quiet, color, &page->output), 0);
}

/* In expected, "WEB" is the inode of web-17, which is known only here. */
static inline void assert_page(struct page *page, const struct story *story, const char *expected)
{
	char ino[16], text[8192] = "";
	size_t used = 0;

	snprintf(ino, sizeof(ino), "%u", story->web_17.ino);
	for (const char *at = expected; *at; used = strlen(text)) {
		if (!strncmp(at, "WEB", 3)) {
			strcat(text, ino);
			at += 3;
		} else {
			text[used] = *at++;
			text[used + 1] = '\0';
		}
	}
	assert_string_equal(page->text, text);
	free(page->text);
}

#endif
