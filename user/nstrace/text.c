// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When what is written. A command has an end, so the blocks of its findings wait for the end of
 * their process and stand together below its timeline; where there may be no end they are written
 * at once.
 *
 * A process can have any number of findings alike: the first is told in full, of the others an
 * error gets one line and a warning is counted. What is kept is bounded by GROUPS_MAX.
 */
#include "nstrace/text.h"

#include <inttypes.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "nstrace/text_block.h"
#include "nstrace/text_timeline.h"

#define GROUPS_MAX 256 /* then the one that came first is closed */

/* The findings of one class and severity in one process. */
struct group {
	struct group_key {
		uint32_t tgid;
		uint32_t class;
		uint32_t severity;
		uint32_t suppression; /* a hash of it; 0: nobody asks for it */
	} key;
	UT_hash_handle hh;
	struct finding first;
	char *suppression; /* of it; NULL: nobody asks for it */
	unsigned int n_more;
};

struct text {
	struct output output; /* first: the functions below get this and want the rest */
	struct text_page page;
	struct text_timeline timeline;
	bool quiet;
	bool hold;	      /* blocks wait */
	uint32_t ended_tgid;  /* its last thread has ended; more of that end may follow */
	struct group *groups; /* the oldest comes first */
};

static void forget_group(struct text *text, struct group *group)
{
	HASH_DEL(text->groups, group);
	free(group->suppression);
	free((void *)group->first.deeds);
	free(group);
}

static void write_block(struct text *text, const struct finding *finding, const char *suppression)
{
	text_block_write(&text->page, finding);
	if (suppression)
		fprintf(text->page.file, "  suppress %s\n", suppression);
}

static void close_group(struct text *text, struct group *group)
{
	if (text->hold)
		write_block(text, &group->first, group->suppression);
	if (group->n_more)
		text_block_more(&text->page, &group->first, group->n_more);
	forget_group(text, group);
}

/* tgid 0: of all processes */
static void close_groups(struct text *text, uint32_t tgid)
{
	struct group *group, *next;

	HASH_ITER(hh, text->groups, group, next)
		if (!tgid || group->key.tgid == tgid)
			close_group(text, group);
}

/* Who asks for the entries that would suppress the findings wants to see all of them. */
static struct group_key key_of(const struct text *text, const struct finding *finding)
{
	const char *suppression = text->output.suppression;
	struct group_key key = {finding->tgid, finding->class, finding->severity};

	if (suppression)
		HASH_JEN(suppression, strlen(suppression), key.suppression);
	return key;
}

static struct group *find_group(struct text *text, const struct finding *finding)
{
	struct group_key key = key_of(text, finding);
	struct group *group;

	HASH_FIND(hh, text->groups, &key, sizeof(key), group);
	return group;
}

static int add_group(struct text *text, const struct finding *finding)
{
	struct group *group = calloc(1, sizeof(*group));

	if (!group)
		return -ENOMEM;
	if (HASH_COUNT(text->groups) >= GROUPS_MAX)
		close_group(text, text->groups);
	group->key = key_of(text, finding);
	group->first = *finding;
	group->first.deeds = deeds_copy(finding->deeds);
	if (text->output.suppression)
		group->suppression = strdup(text->output.suppression);
	HASH_ADD(hh, text->groups, key, sizeof(group->key), group);
	if (group->hh.tbl)
		return 0;
	free((void *)group->first.deeds);
	free(group->suppression);
	free(group);
	return -ENOMEM;
}

static int text_start(struct output *output, const struct output_start *start)
{
	struct text *text = (struct text *)output;

	text->page.start_nsec = start->time_nsec;
	text->page.stacks = output->stacks;
	text->hold = start->command && !text->quiet;
	if (!text->quiet)
		text_timeline_begin(&text->page);
	return output_flush(text->page.file);
}

static int text_event(struct output *output, const struct nstrace_event *event,
		      const struct engine_view *view)
{
	struct text *text = (struct text *)output;

	if (text->ended_tgid && event->tgid != text->ended_tgid) {
		close_groups(text, text->ended_tgid);
		text->ended_tgid = 0;
	}
	if (event->kind == NSTRACE_EVENT_EXIT && event->flags & NSTRACE_F_LAST)
		text->ended_tgid = event->tgid;
	if (!text->quiet)
		text_timeline_event(&text->timeline, &text->page, event, view);
	return output_flush(text->page.file);
}

static int first_finding(struct text *text, const struct finding *finding)
{
	int r = add_group(text, finding);

	if (r < 0)
		return r;
	if (!text->quiet)
		text_timeline_finding(&text->timeline, &text->page, finding);
	if (!text->hold)
		write_block(text, finding, text->output.suppression);
	return output_flush(text->page.file);
}

static int repeated_finding(struct text *text, struct group *group, const struct finding *finding)
{
	bool error = finding->severity == SEVERITY_ERROR;

	if (error && text->quiet)
		text_block_head(&text->page, finding);
	else
		group->n_more++;
	if (error && !text->quiet)
		text_timeline_finding(&text->timeline, &text->page, finding);
	return output_flush(text->page.file);
}

static int text_finding(struct output *output, const struct finding *finding)
{
	struct text *text = (struct text *)output;
	struct group *group = find_group(text, finding);

	return group ? repeated_finding(text, group, finding) : first_finding(text, finding);
}

/* A visitor's work is what the visit is for: only what fails is worth a row. A stray's is worth one
 * in any case, but for the sockets that all of it needs. */
static bool is_worth_a_row(const struct act *act, bool is_astray)
{
	return act->error || (is_astray && act->kind != NSTRACE_ACT_SOCKET);
}

static int text_act(struct output *output, const struct nstrace_evidence *evidence,
		    const struct engine_act_view *view)
{
	struct text *text = (struct text *)output;

	if (!text->quiet && is_worth_a_row(&view->first->act, view->is_astray))
		text_timeline_act(&text->timeline, &text->page, evidence, view);
	return output_flush(text->page.file);
}

/* The group whose first finding this is about. */
static struct group *find_group_of(struct text *text, const struct harm *harm)
{
	struct group *group, *next;

	HASH_ITER(hh, text->groups, group, next)
		if (group->first.tid == harm->tid && group->key.tgid == harm->tgid &&
		    group->key.class == harm->class)
			return group;
	return NULL;
}

/* Of a block that waits it becomes a part. Of the findings that are only counted nobody asks. */
static int text_harm(struct output *output, const struct harm *harm)
{
	struct text *text = (struct text *)output;
	struct group *group = find_group_of(text, harm);

	if (!group)
		return 0;
	if (text->hold) {
		free((void *)group->first.deeds);
		group->first.deeds = deeds_copy(harm->deeds);
	} else if (deeds_total(harm->deeds) > harm->n_told) {
		text_block_harm(&text->page, harm);
	}
	return output_flush(text->page.file);
}

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

static int text_finish(struct output *output, const struct output_summary *summary)
{
	struct text *text = (struct text *)output;
	unsigned int n_errors = summary->n_by_severity[SEVERITY_ERROR];
	unsigned int n_warnings = summary->n_by_severity[SEVERITY_WARNING];
	uint64_t n_lost = output_n_lost(summary);
	FILE *file = text->page.file;

	close_groups(text, 0);
	write_lost(&text->page, summary);
	text_page_begin(&text->page, TEXT_SUMMARY);
	fprintf(file, "%u error%s, %u warning%s, ", n_errors, n_errors == 1 ? "" : "s", n_warnings,
		n_warnings == 1 ? "" : "s");
	if (summary->n_suppressed)
		fprintf(file, "%u suppressed, ", summary->n_suppressed);
	fprintf(file, "%" PRIu64 " event%s lost\n", n_lost, n_lost == 1 ? "" : "s");
	text->page.file = NULL;
	return output_close(file);
}

static void text_free(struct output *output)
{
	struct text *text = (struct text *)output;
	struct group *group, *next;

	HASH_ITER(hh, text->groups, group, next)
		forget_group(text, group);
	if (text->page.file)
		fclose(text->page.file);
	free(text);
}

int text_output_new(FILE *file, struct nsid_names *names, bool quiet, bool color,
		    struct output **ret)
{
	struct text *text = calloc(1, sizeof(*text));

	if (!text)
		return -ENOMEM;
	text->output = (struct output){
		.start = text_start,
		.event = text_event,
		.act = text_act,
		.finding = text_finding,
		.harm = text_harm,
		.finish = text_finish,
		.free = text_free,
	};
	text->page = (struct text_page){.file = file, .names = names, .color = color};
	text->quiet = quiet;
	*ret = &text->output;
	return 0;
}
