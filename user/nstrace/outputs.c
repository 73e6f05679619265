// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/outputs.h"

#include "lib/log.h"
#include "nstrace/json.h"
#include "nstrace/text.h"
#include "nstrace/text_summary.h"

static const char *name_of(const char *path)
{
	return path ? path : "standard output";
}

static int open_one(struct outputs *outputs, const struct options *options, const char *path,
		    bool json, struct nsid_names *names)
{
	struct outputs_item *item = &outputs->items[outputs->n];
	FILE *file;
	int r;

	r = output_open(path, &file);
	if (r < 0)
		return log_errno(r, "cannot write to %s", name_of(path));
	if (json)
		r = json_output_new(file, names, options->quiet, &item->output);
	else
		r = text_output_new(file, names, options->quiet,
				    options_use_color(options->color, fileno(file)), &item->output);
	if (r < 0)
		return log_errno(r, "cannot prepare the output");
	item->path = path;
	outputs->n++;
	return 0;
}

int outputs_open(struct outputs *outputs, const struct options *options, struct nsid_names *names,
		 struct stacks *stacks)
{
	int r;

	r = open_one(outputs, options, options->output_path, options->json, names);
	if (r >= 0 && options->json_path)
		r = open_one(outputs, options, options->json_path, true, names);
	for (size_t i = 0; i < outputs->n; i++)
		outputs->items[i].output->stacks = stacks;
	return r;
}

void outputs_free(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->n; i++)
		outputs->items[i].output->free(outputs->items[i].output);
}

bool outputs_have_ended(const struct outputs *outputs)
{
	return outputs->n_ended == outputs->n;
}

static void note(struct outputs *outputs, struct outputs_item *item, int r)
{
	if (r >= 0)
		return;
	log_errno(r, "cannot write to %s, which ends here", name_of(item->path));
	item->has_ended = true;
	outputs->n_ended++;
	if (!outputs->error)
		outputs->error = r;
}

/* The first of them from item on that can be written; NULL: there is none. */
static struct outputs_item *open_from(struct outputs *outputs, struct outputs_item *item)
{
	while (item < outputs->items + outputs->n && item->has_ended)
		item++;
	return item < outputs->items + outputs->n ? item : NULL;
}

#define for_each_open(item, outputs)                                               \
	for (struct outputs_item *item = open_from(outputs, outputs->items); item; \
	     item = open_from(outputs, item + 1))

void outputs_start(struct outputs *outputs, const struct output_start *start)
{
	for_each_open(item, outputs)
		note(outputs, item, item->output->start(item->output, start));
}

void outputs_event(struct outputs *outputs, const struct nstrace_event *event,
		   const struct engine_view *view)
{
	for_each_open(item, outputs)
		note(outputs, item, item->output->event(item->output, event, view));
}

void outputs_act(struct outputs *outputs, const struct nstrace_evidence *evidence,
		 const struct engine_act_view *view)
{
	for_each_open(item, outputs)
		note(outputs, item, item->output->act(item->output, evidence, view));
}

void outputs_harm(struct outputs *outputs, const struct harm *harm)
{
	for_each_open(item, outputs)
		note(outputs, item, item->output->harm(item->output, harm));
}

void outputs_finding(struct outputs *outputs, const struct finding *finding,
		     const char *suppression)
{
	for_each_open(item, outputs) {
		item->output->suppression = suppression;
		note(outputs, item, item->output->finding(item->output, finding));
		item->output->suppression = NULL;
	}
}

void outputs_finish(struct outputs *outputs, const struct output_summary *summary)
{
	char verdict[TEXT_VERDICT_MAX];

	for_each_open(item, outputs)
		note(outputs, item, item->output->finish(item->output, summary));
	if (outputs_have_ended(outputs))
		log_error("%s", text_summary_verdict(summary, verdict));
}
