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

const char *text_summary_verdict(const struct output_summary *summary, char out[TEXT_VERDICT_MAX])
{
	unsigned int n_errors = summary->n_by_severity[SEVERITY_ERROR];
	unsigned int n_warnings = summary->n_by_severity[SEVERITY_WARNING];
	uint64_t n_lost = output_n_lost(summary);
	bool is_unsure = n_lost && !n_errors;
	char errors[32] = "no error seen", suppressed[32] = "";

	if (!is_unsure)
		snprintf(errors, sizeof(errors), "%u error%s", n_errors, n_errors == 1 ? "" : "s");
	if (summary->n_suppressed)
		snprintf(suppressed, sizeof(suppressed), "%u suppressed, ", summary->n_suppressed);
	snprintf(out, TEXT_VERDICT_MAX, "%s, %u warning%s, %s%s%" PRIu64 " event%s lost%s", errors,
		 n_warnings, n_warnings == 1 ? "" : "s", suppressed, is_unsure ? "but " : "",
		 n_lost, n_lost == 1 ? "" : "s", is_unsure ? ": there may be errors" : "");
	return out;
}

void text_summary_write(struct text_page *page, const struct output_summary *summary)
{
	char verdict[TEXT_VERDICT_MAX];

	write_lost(page, summary);
	text_page_begin(page, TEXT_SUMMARY);
	fprintf(page->file, "%s\n", text_summary_verdict(summary, verdict));
}
