// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/outputs.h"

#include "lib/log.h"
#include "nstrace/json.h"
#include "nstrace/text.h"

static int open_one(struct outputs *outputs, const struct options *options, const char *path,
		    bool json, struct nsid_names *names)
{
	struct output **ret = &outputs->items[outputs->n];
	FILE *file;
	int r;

	r = output_open(path, &file);
	if (r < 0)
		return log_errno(r, "cannot write to %s", path);
	if (json)
		r = json_output_new(file, names, options->quiet, ret);
	else
		r = text_output_new(file, names, options->quiet,
				    options_use_color(options->color, fileno(file)), ret);
	if (r < 0)
		return log_errno(r, "cannot prepare the output");
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
		outputs->items[i]->stacks = stacks;
	return r;
}

void outputs_free(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->n; i++)
		outputs->items[i]->free(outputs->items[i]);
}

static void note(struct outputs *outputs, int r)
{
	if (r < 0)
		outputs->error = log_errno(r, "cannot write the output, which ends here");
}

void outputs_start(struct outputs *outputs, const struct output_start *start)
{
	for (size_t i = 0; i < outputs->n && !outputs->error; i++)
		note(outputs, outputs->items[i]->start(outputs->items[i], start));
}

void outputs_event(struct outputs *outputs, const struct nstrace_event *event,
		   const struct engine_view *view)
{
	for (size_t i = 0; i < outputs->n && !outputs->error; i++)
		note(outputs, outputs->items[i]->event(outputs->items[i], event, view));
}

void outputs_act(struct outputs *outputs, const struct nstrace_evidence *evidence,
		 const struct engine_act_view *view)
{
	for (size_t i = 0; i < outputs->n && !outputs->error; i++)
		note(outputs, outputs->items[i]->act(outputs->items[i], evidence, view));
}

void outputs_harm(struct outputs *outputs, const struct harm *harm)
{
	for (size_t i = 0; i < outputs->n && !outputs->error; i++)
		note(outputs, outputs->items[i]->harm(outputs->items[i], harm));
}

void outputs_finding(struct outputs *outputs, const struct finding *finding,
		     const char *suppression)
{
	for (size_t i = 0; i < outputs->n && !outputs->error; i++) {
		struct output *output = outputs->items[i];

		output->suppression = suppression;
		note(outputs, output->finding(output, finding));
		output->suppression = NULL;
	}
}

void outputs_finish(struct outputs *outputs, const struct output_summary *summary)
{
	for (size_t i = 0; i < outputs->n && !outputs->error; i++)
		note(outputs, outputs->items[i]->finish(outputs->items[i], summary));
}
