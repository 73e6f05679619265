// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Words, times and colours of the text output. All names come escaped from nsid_name.c.
 */
#include "nstrace/text_page.h"

#include "engine/nsid.h"
#include "lib/escape.h"

void text_page_begin(struct text_page *page, enum text_part part)
{
	bool goes_on = part == page->last && part != TEXT_BLOCK;
	bool sums_up = part == TEXT_SUMMARY && page->last == TEXT_BLOCK;

	if (page->last != TEXT_NOTHING && !goes_on && !sums_up)
		fputc('\n', page->file);
	page->last = part;
}

const char *text_page_name(struct text_page *page, const struct nstrace_nsid *nsid,
			   uint64_t now_nsec, char out[TEXT_LABEL_MAX])
{
	if (!nsid_name(page->names, nsid, now_nsec, out))
		snprintf(out, TEXT_LABEL_MAX, "%s:[%u]", nsid_kind_name(nsid->kind), nsid->ino);
	return out;
}

/* A name has no brackets, but if root made it to deceive. */
static void format_process(struct nsid_names *names, const struct nstrace_nsid *nsid,
			   char out[CONTAINER_FULL_MAX])
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)];
	struct nsid_process process;

	*out = '\0';
	if (nsid_name_process(names, nsid, &process))
		snprintf(out, CONTAINER_FULL_MAX, "%s[%u]",
			 escape_text(process.comm, comm, sizeof(comm)), process.tgid);
}

const char *text_page_identity(struct text_page *page, const struct nstrace_nsid *nsid,
			       uint64_t now_nsec, char out[TEXT_LABEL_MAX])
{
	const struct container_label *container;
	char name[CONTAINER_FULL_MAX];

	if (!nsid_name(page->names, nsid, now_nsec, name))
		format_process(page->names, nsid, name);
	container = nsid_name_container(page->names, nsid);
	if (container)
		container_label_full(container, name);
	snprintf(out, TEXT_LABEL_MAX, *name ? "%s:[%u] (%s)" : "%s:[%u]",
		 nsid_kind_name(nsid->kind), nsid->ino, name);
	return out;
}

const char *text_page_time(const struct text_page *page, uint64_t time_nsec,
			   char out[TEXT_TIME_MAX])
{
	snprintf(out, TEXT_TIME_MAX, "%+.3f ms",
		 (double)(int64_t)(time_nsec - page->start_nsec) / 1e6);
	return out;
}

const char *text_page_color(const struct text_page *page, enum finding_severity severity)
{
	static const char *const colors[] = {
		[SEVERITY_INFO] = "\33[1m",
		[SEVERITY_WARNING] = "\33[1;33m",
		[SEVERITY_ERROR] = "\33[1;31m",
	};

	return page->color ? colors[severity] : "";
}

const char *text_page_plain(const struct text_page *page)
{
	return page->color ? "\33[0m" : "";
}
