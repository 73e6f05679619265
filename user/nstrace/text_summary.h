/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last lines of the text output. */
#ifndef NSTRACE_TEXT_SUMMARY_H
#define NSTRACE_TEXT_SUMMARY_H

#include "nstrace/output.h"
#include "nstrace/text_page.h"

/* "1 error, 0 warnings, 0 events lost"; a line before it says so if any were. */
void text_summary_write(struct text_page *page, const struct output_summary *summary);

#endif
