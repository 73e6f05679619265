// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When what is written. A command has an end, so the blocks of its findings wait for the end of
 * their process and stand together below its timeline; where there may be no end they are written
 * at once.
 */
#include "nstrace/text.h"

#include "nstrace/text_block.h"
#include "nstrace/text_groups.h"
#include "nstrace/text_summary.h"
#include "nstrace/text_timeline.h"

struct text {
	struct output output; /* first: the functions below get this and want the rest */
	struct text_page page;
	struct text_timeline timeline;
	struct text_groups groups;
	bool quiet;
	uint32_t ended_tgid; /* its last thread has ended; more of that end may follow */
};

static int text_start(struct output *output, const struct output_start *start)
{
	struct text *text = (struct text *)output;

	text->page.start_nsec = start->time_nsec;
	text->page.stacks = output->stacks;
	text->groups.hold = start->command && !text->quiet;
	if (!text->quiet)
		text_timeline_begin(&text->page);
	return output_flush(text->page.file);
}

static int text_event(struct output *output, const struct nstrace_event *event,
		      const struct engine_view *view)
{
	struct text *text = (struct text *)output;

	if (text->ended_tgid && event->tgid != text->ended_tgid) {
		text_groups_close(&text->groups, text->ended_tgid);
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
	int r = text_groups_add(&text->groups, finding, text->output.suppression);

	if (r < 0)
		return r;
	if (!text->quiet)
		text_timeline_finding(&text->timeline, &text->page, finding);
	if (!text->groups.hold)
		text_block_write(&text->page, finding, text->output.suppression);
	return output_flush(text->page.file);
}

static int repeated_finding(struct text *text, struct text_group *group,
			    const struct finding *finding)
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
	struct text_group *group = text_groups_find(&text->groups, finding, output->suppression);

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

/* Of a block that waits it becomes a part. Of the findings that are only counted nobody asks. */
static int text_harm(struct output *output, const struct harm *harm)
{
	struct text *text = (struct text *)output;
	struct text_group *group = text_groups_find_harm(&text->groups, harm);

	if (!group)
		return 0;
	if (text->groups.hold) {
		free((void *)group->first.deeds);
		group->first.deeds = deeds_copy(harm->deeds);
	} else if (deeds_total(harm->deeds) > harm->n_told) {
		text_block_harm(&text->page, harm);
	}
	return output_flush(text->page.file);
}

static int text_finish(struct output *output, const struct output_summary *summary)
{
	struct text *text = (struct text *)output;
	FILE *file = text->page.file;

	text_groups_close(&text->groups, 0);
	text_summary_write(&text->page, summary);
	text->page.file = NULL;
	return output_close(file);
}

static void text_free(struct output *output)
{
	struct text *text = (struct text *)output;

	text_groups_free(&text->groups);
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
	text->groups.page = &text->page;
	text->quiet = quiet;
	*ret = &text->output;
	return 0;
}
