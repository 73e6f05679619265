// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One finding as people read it. The engine's evidence is told as it stands, a line for each step;
 * nothing is concluded here.
 */
#include "nstrace/text_block.h"

#include <string.h>

#include "engine/nsid.h"
#include "lib/escape.h"
#include "nstrace/output.h"
#include "nstrace/text_harm.h"
#include "nstrace/text_stack.h"

/* "error: " in its colour. */
static void write_severity(struct text_page *page, const struct finding *finding)
{
	fprintf(page->file, "%s%s:%s ", text_page_color(page, finding->severity),
		severity_name(finding->severity), text_page_plain(page));
}

bool text_block_is_at_home(const struct finding *finding)
{
	if (finding->class == FINDING_MISRESTORED)
		return true;
	for (unsigned int i = 0; i < finding->n_evidence; i++)
		if (finding->evidence[i].kind == EVIDENCE_BORN)
			return same_nsid(finding->evidence[i].where, finding->home);
	return false;
}

static void write_place(struct text_page *page, const struct finding *finding)
{
	char where[TEXT_LABEL_MAX], since[TEXT_TIME_MAX];

	text_page_identity(page, &finding->where, finding->decided_nsec, where);
	if (finding->class == FINDING_REFUSED)
		fprintf(page->file, "still in %s\n", where);
	else if (finding->class == FINDING_MISRESTORED)
		fprintf(page->file, "at home already while thread %u was in %s\n",
			finding->visitor_tid, where);
	else if (text_block_is_at_home(finding))
		fprintf(page->file, "made while thread %u was in %s\n", finding->visitor_tid,
			where);
	else if (finding->since_nsec)
		fprintf(page->file, "in %s since %s\n", where,
			text_page_time(page, finding->since_nsec, since));
	else
		fprintf(page->file, "in %s since before nstrace attached\n", where);
}

void text_block_head(struct text_page *page, const struct finding *finding)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)];

	text_page_begin(page, TEXT_BLOCK);
	write_severity(page, finding);
	fprintf(page->file, "%s ", finding_class_name(finding->class));
	if (finding->class != FINDING_MISPLACED)
		fprintf(page->file, "thread %u of ", finding->tid);
	fprintf(page->file, "%s[%u], ", escape_text(finding->comm, comm, sizeof(comm)),
		finding->tgid);
	write_place(page, finding);
}

void text_block_more(struct text_page *page, const struct finding *like, unsigned int n_more)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)];

	text_page_begin(page, TEXT_BLOCK);
	write_severity(page, like);
	fprintf(page->file, "%u more %s thread%s of %s[%u]", n_more,
		finding_class_name(like->class), n_more == 1 ? "" : "s",
		escape_text(like->comm, comm, sizeof(comm)), like->tgid);
	if (like->where.kind != NSTRACE_KIND_NET)
		fprintf(page->file, ", of kind %s", nsid_kind_name(like->where.kind));
	fputc('\n', page->file);
}

/* "at +12.204 ms" */
static const char *format_when(const struct text_page *page, uint64_t time_nsec,
			       char out[TEXT_TIME_MAX])
{
	char time[TEXT_TIME_MAX];

	if (!time_nsec)
		return "before nstrace attached";
	snprintf(out, TEXT_TIME_MAX, "at %s", text_page_time(page, time_nsec, time));
	return out;
}

/* What goes wrong on a visit. */
static void write_visit_step(struct text_page *page, const struct evidence *evidence,
			     const char *name, const char *at, bool home)
{
	switch (evidence->kind) {
	case EVIDENCE_REFUSED:
		fprintf(page->file, "  refused  a switch of thread %u %s %s %s: %s, %u thread%s\n",
			evidence->tid, home ? "at" : "in", name, at,
			output_error_name(evidence->error), evidence->n_threads,
			evidence->n_threads == 1 ? "" : "s");
		break;
	case EVIDENCE_STILL_THERE:
		fprintf(page->file, "  stayed   thread %u was still in %s %s", evidence->tid, name,
			at);
		if (evidence->peer_tid)
			fprintf(page->file, " and made %u there", evidence->peer_tid);
		fputc('\n', page->file);
		break;
	case EVIDENCE_OVERDUE:
		fprintf(page->file,
			"  overdue  thread %u was still in %s %s, the longest allowed\n",
			evidence->tid, name, at);
		break;
	case EVIDENCE_RESTORED:
		fprintf(page->file, "  restore  thread %u went home, where it was, %s\n",
			evidence->tid, at);
		break;
	case EVIDENCE_VISIT_ENDED:
		if (home)
			fprintf(page->file, "  return   thread %u went home %s\n", evidence->tid,
				at);
		else
			fprintf(page->file, "  ended    the visit of thread %u ended in %s %s\n",
				evidence->tid, name, at);
		break;
	default:
		break;
	}
}

static void write_evidence(struct text_page *page, const struct finding *finding,
			   const struct evidence *evidence)
{
	char name[TEXT_LABEL_MAX] = "home", time[TEXT_TIME_MAX];
	const char *at = format_when(page, evidence->time_nsec, time);
	bool home = same_nsid(evidence->where, finding->home);

	if (!home)
		text_page_name(page, &evidence->where, finding->decided_nsec, name);
	switch (evidence->kind) {
	case EVIDENCE_FOUND:
		fprintf(page->file, "  found    thread %u was there when nstrace attached%s\n",
			evidence->tid,
			finding->severity == SEVERITY_WARNING ? "; it may be on a visit" : "");
		break;
	case EVIDENCE_VISIT_BEGAN:
		fprintf(page->file, "  visit    thread %u went to %s %s\n", evidence->tid, name,
			at);
		break;
	case EVIDENCE_BORN:
		fprintf(page->file, "  born     of thread %u %s %s %s%s\n", evidence->peer_tid,
			home ? "at" : "in", name, at,
			finding->io_worker ? ", as a worker of io_uring" : "");
		break;
	case EVIDENCE_CREATOR_LEFT:
		fprintf(page->file, "  left     thread %u went %s%s %s; %u stayed\n", evidence->tid,
			home ? "" : "to ", name, at, finding->tid);
		break;
	case EVIDENCE_CREATOR_ENDED:
		fprintf(page->file, "  ended    thread %u ended %s; %u stayed\n", evidence->tid, at,
			finding->tid);
		break;
	case EVIDENCE_FORKED:
		fprintf(page->file, "  forked   by thread %u of process %u in %s %s\n",
			evidence->peer_tid, finding->creator_tgid, name, at);
		break;
	case EVIDENCE_RAN:
		fprintf(page->file, "  ran      in %s %s\n", name, at);
		break;
	default:
		write_visit_step(page, evidence, name, at, home);
	}
}

void text_block_write(struct text_page *page, const struct finding *finding,
		      const char *suppression)
{
	char home[TEXT_LABEL_MAX];

	text_block_head(page, finding);
	for (unsigned int i = 0; i < finding->n_evidence; i++)
		write_evidence(page, finding, &finding->evidence[i]);
	text_harm_write(page, finding->deeds, &finding->home);
	text_stack_write(page, finding);
	if (finding->home_inferred)
		fprintf(page->file, "  home     %s, inferred: most of its threads were there\n",
			text_page_identity(page, &finding->home, finding->decided_nsec, home));
	if (suppression)
		fprintf(page->file, "  suppress %s\n", suppression);
}

void text_block_harm(struct text_page *page, const struct harm *harm)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)], where[TEXT_LABEL_MAX], until[TEXT_TIME_MAX];

	text_page_begin(page, TEXT_BLOCK);
	fprintf(page->file, "harm: by %s thread %u of %s[%u], in %s until %s\n",
		finding_class_name(harm->class), harm->tid,
		escape_text(harm->comm, comm, sizeof(comm)), harm->tgid,
		text_page_identity(page, &harm->where, harm->time_nsec, where),
		text_page_time(page, harm->time_nsec, until));
	text_harm_write(page, harm->deeds, &harm->home);
}
