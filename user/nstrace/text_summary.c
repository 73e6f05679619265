// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/text_summary.h"

#include <inttypes.h>

/* Loud: what is not shown may have happened all the same. */
static void write_lost(struct text_page *page, const struct output_summary *summary)
{
	uint64_t n_lost = output_n_lost(summary);
	const char *separator = "";

	if (!n_lost)
		return;
	text_page_begin(page, TEXT_SUMMARY);
	fprintf(page->file, "%slost:%s %" PRIu64 " event%s could not be recorded (",
		text_page_color(page, SEVERITY_ERROR), text_page_plain(page), n_lost,
		n_lost == 1 ? "" : "s");
	for (unsigned int kind = 0; kind < NSTRACE_LOST_KINDS; kind++) {
		if (!summary->n_lost[kind])
			continue;
		fprintf(page->file, "%s%s %" PRIu64, separator, output_lost_name(kind),
			summary->n_lost[kind]);
		separator = ", ";
	}
	fputs("): findings may be missing or wrong\n", page->file);
}

void text_summary_write(struct text_page *page, const struct output_summary *summary)
{
	unsigned int n_errors = summary->n_by_severity[SEVERITY_ERROR];
	unsigned int n_warnings = summary->n_by_severity[SEVERITY_WARNING];
	uint64_t n_lost = output_n_lost(summary);

	write_lost(page, summary);
	text_page_begin(page, TEXT_SUMMARY);
	fprintf(page->file, "%u error%s, %u warning%s, ", n_errors, n_errors == 1 ? "" : "s",
		n_warnings, n_warnings == 1 ? "" : "s");
	if (summary->n_suppressed)
		fprintf(page->file, "%u suppressed, ", summary->n_suppressed);
	fprintf(page->file, "%" PRIu64 " event%s lost\n", n_lost, n_lost == 1 ? "" : "s");
}
