// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How one event looks as a row. The kernel side sends only events of processes that have left home,
 * so nearly all are worth a row.
 */
#include "nstrace/text_timeline.h"

#include <sched.h>
#include <string.h>

#include "engine/nsid.h"
#include "lib/escape.h"
#include "nstrace/act_text.h"
#include "nstrace/output.h"
#include "nstrace/text_block.h"

#define EVENT_WIDTH 29 /* the column of the event, where a note follows it */

struct row {
	uint64_t time_nsec;
	uint32_t tid;
	const struct nstrace_nsid *where;
	char mark;	   /* ' ', '>' on the way out, '<' home again, '!' a finding */
	const char *color; /* of the whole row, "" for none */
	char event[ACT_TEXT_MAX];
	char note[TEXT_LABEL_MAX + 32];
};

void text_timeline_begin(struct text_page *page)
{
	text_page_begin(page, TEXT_TIMELINE);
	fprintf(page->file, "%9s %7s  %-18s %s\n", "+ms", "TID", "NETNS", "EVENT");
}

/* "home", a name, or "net:[4026532710]"; of other kinds "mnt home", "mnt:[4026532711]" */
static const char *column(const struct text_timeline *timeline, struct text_page *page,
			  const struct row *row, char out[TEXT_LABEL_MAX])
{
	bool is_net = row->where->kind == NSTRACE_KIND_NET;

	if (!is_known_nsid(*row->where))
		return "?";
	if (same_nsid(*row->where, timeline->homes[row->where->kind])) {
		snprintf(out, TEXT_LABEL_MAX, "%s%shome",
			 is_net ? "" : nsid_kind_name(row->where->kind), is_net ? "" : " ");
		return out;
	}
	return text_page_name(page, row->where, row->time_nsec, out);
}

static void write_row(const struct text_timeline *timeline, struct text_page *page,
		      const struct row *row)
{
	double msec = (double)(int64_t)(row->time_nsec - page->start_nsec) / 1e6;
	char where[TEXT_LABEL_MAX];

	text_page_begin(page, TEXT_TIMELINE);
	fprintf(page->file, "%s%9.3f %7u  %c %-16s %-*s%s%s%s\n", row->color, msec, row->tid,
		row->mark, column(timeline, page, row, where), *row->note ? EVENT_WIDTH : 0,
		row->event, *row->note ? " " : "", row->note,
		*row->color ? text_page_plain(page) : "");
}

/* home: of ino 0 where the event does not tell it. */
static void write_heading(struct text_timeline *timeline, struct text_page *page, uint32_t tgid,
			  const char *hostile_comm, const struct nstrace_nsid *home,
			  uint64_t time_nsec)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)], where[TEXT_LABEL_MAX];
	bool told = is_known_nsid(*home);

	if (tgid != timeline->tgid)
		*timeline = (struct text_timeline){.tgid = tgid};
	else if (!told || same_nsid(*home, timeline->homes[home->kind]))
		return;
	if (told)
		timeline->homes[home->kind] = *home;
	text_page_begin(page, TEXT_TIMELINE);
	fprintf(page->file, "%s[%u]%s%s\n", escape_text(hostile_comm, comm, sizeof(comm)), tgid,
		told ? ", home " : "",
		told ? text_page_identity(page, home, time_nsec, where) : "");
}

/* "CLONE_NEWNET|CLONE_NEWNS", what has no name here as a number. */
static void format_flags(uint64_t flags, char *out, size_t size)
{
	static const struct {
		const char *name;
		uint64_t flag;
	} names[] = {
		{"CLONE_NEWNET", CLONE_NEWNET},	      {"CLONE_NEWNS", CLONE_NEWNS},
		{"CLONE_NEWUTS", CLONE_NEWUTS},	      {"CLONE_NEWIPC", CLONE_NEWIPC},
		{"CLONE_NEWPID", CLONE_NEWPID},	      {"CLONE_NEWUSER", CLONE_NEWUSER},
		{"CLONE_NEWCGROUP", CLONE_NEWCGROUP}, {"CLONE_NEWTIME", CLONE_NEWTIME},
	};
	size_t used = 0;

	*out = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(flags & names[i].flag))
			continue;
		flags &= ~names[i].flag;
		used += (size_t)snprintf(out + used, size - used, "%s%s", used ? "|" : "",
					 names[i].name);
	}
	if (flags || !used)
		snprintf(out + used, size - used, "%s%#llx", used ? "|" : "",
			 (unsigned long long)flags);
}

static void format_away(uint64_t nsec, char *out, size_t size)
{
	if (nsec < 1000000)
		snprintf(out, size, "away for %llu us", (unsigned long long)nsec / 1000);
	else if (nsec < 1000000000)
		snprintf(out, size, "away for %.1f ms", (double)nsec / 1e6);
	else
		snprintf(out, size, "away for %.1f s", (double)nsec / 1e9);
}

static void describe_switch(const struct nstrace_event *event, const struct engine_view *view,
			    struct row *row)
{
	char arguments[96], result[32] = "";

	if (event->call == NSTRACE_CALL_UNSHARE)
		format_flags(event->ns_flags, arguments, sizeof(arguments));
	else
		snprintf(arguments, sizeof(arguments), "%d", event->fd);
	if (event->ret) {
		snprintf(result, sizeof(result), " = %s", output_error_name(event->ret));
		snprintf(row->note, sizeof(row->note), "%u thread%s", event->n_threads,
			 event->n_threads == 1 ? "" : "s");
	} else if (view->away) {
		row->mark = '>';
	} else if (view->away_nsec) {
		row->mark = '<';
		format_away(view->away_nsec, row->note, sizeof(row->note));
	}
	snprintf(row->event, sizeof(row->event), "%s(%s)%s", output_event_name(event), arguments,
		 result);
}

/* The row is its creator's. */
static void describe_birth(struct text_page *page, const struct nstrace_event *event,
			   const struct engine_view *view, struct row *row)
{
	bool moved = !same_nsid(event->where, event->from);
	char name[TEXT_LABEL_MAX];

	row->tid = event->creator_tid;
	row->where = &event->from;
	if (event->flags & NSTRACE_F_IO_WORKER)
		snprintf(row->event, sizeof(row->event), "io_uring worker = %u", event->tid);
	else
		snprintf(row->event, sizeof(row->event), "%s(%s) = %u", output_event_name(event),
			 event->flags & NSTRACE_F_THREAD ? "CLONE_THREAD" : "", event->tid);
	if (view->away || moved)
		snprintf(row->note, sizeof(row->note), "born in %s",
			 text_page_name(page, &event->where, event->time_nsec, name));
}

static void describe_exec(const struct nstrace_event *event, struct row *row)
{
	char comm[ESCAPED_MAX(NSTRACE_COMM_LEN)];

	snprintf(row->event, sizeof(row->event), "exec %s",
		 escape_text(event->comm, comm, sizeof(comm)));
	if (event->old_tid && event->old_tid != event->tid)
		snprintf(row->note, sizeof(row->note), "by thread %u", event->old_tid);
}

/* False: not worth a row. */
static bool describe(struct text_page *page, const struct nstrace_event *event,
		     const struct engine_view *view, struct row *row)
{
	switch ((enum nstrace_event_kind)event->kind) {
	case NSTRACE_EVENT_SWITCH:
		describe_switch(event, view, row);
		return true;
	case NSTRACE_EVENT_BIRTH:
		describe_birth(page, event, view, row);
		return true;
	case NSTRACE_EVENT_EXEC:
		describe_exec(event, row);
		return true;
	case NSTRACE_EVENT_EXIT:
		strcpy(row->event, "exit");
		strcpy(row->note, "away from home");
		return view->away;
	case NSTRACE_EVENT_THREAD:
		strcpy(row->event, "astray since before attach");
		return true;
	default:
		return false;
	}
}

void text_timeline_event(struct text_timeline *timeline, struct text_page *page,
			 const struct nstrace_event *event, const struct engine_view *view)
{
	bool is_fork = event->kind == NSTRACE_EVENT_BIRTH && !(event->flags & NSTRACE_F_THREAD);
	const struct nstrace_nsid not_told = {};
	struct row row = {.time_nsec = event->time_nsec,
			  .tid = event->tid,
			  .where = &event->where,
			  .mark = ' ',
			  .color = ""};

	if (!describe(page, event, view, &row))
		return;
	/* What is known of a child's home says nothing about its creator's. */
	if (is_fork)
		write_heading(timeline, page, event->creator_tgid, event->comm, &not_told,
			      event->time_nsec);
	else
		write_heading(timeline, page, event->tgid, event->comm, &view->home,
			      event->time_nsec);
	write_row(timeline, page, &row);
}

void text_timeline_act(struct text_timeline *timeline, struct text_page *page,
		       const struct nstrace_evidence *evidence, const struct engine_act_view *view)
{
	const struct deed *deed = view->first;
	bool is_harm = view->is_astray || deed->at_home.kind == HOME_HAS_IT;
	char act[ACT_TEXT_MAX], answer[ACT_TEXT_MAX];
	struct row row = {.time_nsec = evidence->time_nsec,
			  .tid = evidence->tid,
			  .where = &evidence->where,
			  .mark = deed->act.error && is_harm ? '!' : ' ',
			  .color = ""};

	snprintf(row.event, sizeof(row.event), "%s", act_text(&deed->act, act));
	snprintf(row.note, sizeof(row.note), "%s", act_text_at_home(&deed->at_home, answer));
	write_heading(timeline, page, evidence->tgid, evidence->comm, &view->home,
		      evidence->time_nsec);
	write_row(timeline, page, &row);
}

void text_timeline_finding(struct text_timeline *timeline, struct text_page *page,
			   const struct finding *finding)
{
	enum finding_severity severity = finding->severity;
	struct row row = {.time_nsec = finding->decided_nsec,
			  .tid = finding->tid,
			  .where = &finding->where,
			  .mark = '!',
			  .color = text_page_color(page, severity)};

	snprintf(row.event, sizeof(row.event), "%s: %s", severity_name(severity),
		 finding_class_name(finding->class));
	if (text_block_is_at_home(finding)) {
		row.where = &finding->home;
		snprintf(row.note, sizeof(row.note), "while %u is away", finding->visitor_tid);
	} else if (finding->class == FINDING_MISPLACED) {
		snprintf(row.note, sizeof(row.note), "forked by %u", finding->creator_tid);
	} else if (finding->creator_tid) {
		snprintf(row.note, sizeof(row.note), "born of %u", finding->creator_tid);
	}
	write_heading(timeline, page, finding->tgid, finding->comm, &finding->home,
		      finding->decided_nsec);
	write_row(timeline, page, &row);
}
