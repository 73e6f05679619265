/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last lines of the text output. */
#ifndef NSTRACE_TEXT_SUMMARY_H
#define NSTRACE_TEXT_SUMMARY_H

#include "nstrace/output.h"
#include "nstrace/text_page.h"

#define TEXT_VERDICT_MAX 160

/* "1 error, 0 warnings, 0 events lost". Of what was lost nobody knows: then it is never "0 errors",
 * but "no error seen, 0 warnings, but 12 events lost: there may be errors". */
const char *text_summary_verdict(const struct output_summary *summary, char out[TEXT_VERDICT_MAX]);

/* The verdict; a line before it says so if any events were lost. */
void text_summary_write(struct text_page *page, const struct output_summary *summary);

#endif
