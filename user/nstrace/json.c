// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which lines there are, and the first and the last of them. jansson does the syntax, json_keys.c
 * sees to it that a line is whole or missing.
 */
#include "nstrace/json.h"

#include <jansson.h>

#include "nstrace/json_event.h"
#include "nstrace/json_finding.h"
#include "nstrace/json_value.h"

struct json {
	struct output output; /* first: the functions below get this and want the rest */
	FILE *file;
	struct nsid_names *names;
	bool quiet;
};

static json_t *pids_value(const struct output_start *start)
{
	json_t *pids = start->n_tgids ? json_array() : json_null();

	for (size_t i = 0; i < start->n_tgids; i++)
		pids = json_value_append(pids, json_integer(start->tgids[i]));
	return pids;
}

static int write_start(struct output *output, const struct output_start *start)
{
	struct json *json = (struct json *)output;
	struct json_keys keys = json_keys_new("start");

	json_keys_text(&keys, "version", start->version);
	json_keys_text(&keys, "probes", start->probes);
	json_keys_number(&keys, "time", start->time_nsec);
	json_keys_number(&keys, "realtime", start->realtime_nsec);
	json_keys_set(&keys, "pids", pids_value(start));
	json_keys_bool(&keys, "command", start->command);
	return json_keys_write(&keys, json->file);
}

static int write_event(struct output *output, const struct nstrace_event *event,
		       const struct engine_view *view)
{
	struct json *json = (struct json *)output;
	const char *name = output_event_name(event);
	struct json_keys keys;

	if (json->quiet || !name)
		return 0;
	keys = json_event(json->names, name, event, view);
	return json_keys_write(&keys, json->file);
}

static int write_act(struct output *output, const struct nstrace_evidence *evidence,
		     const struct engine_act_view *view)
{
	struct json *json = (struct json *)output;
	struct json_keys keys;

	if (json->quiet)
		return 0;
	keys = json_event_act(json->names, evidence, view);
	return json_keys_write(&keys, json->file);
}

static int write_finding(struct output *output, const struct finding *finding)
{
	struct json *json = (struct json *)output;
	struct json_keys keys = json_finding(json->names, output->stacks, finding);

	if (output->suppression)
		json_keys_text(&keys, "suppression", output->suppression);
	return json_keys_write(&keys, json->file);
}

static int write_harm(struct output *output, const struct harm *harm)
{
	struct json *json = (struct json *)output;
	struct json_keys keys = json_finding_harm(json->names, harm);

	return json_keys_write(&keys, json->file);
}

static json_t *counts_value(const struct output_summary *summary)
{
	struct json_keys keys = json_keys_new(NULL);

	for (int i = 0; i < FINDING_CLASSES; i++)
		json_keys_number(&keys, finding_class_name((enum finding_class)i),
				 summary->n_findings[i]);
	return json_keys_end(&keys);
}

static json_t *lost_value(const struct output_summary *summary)
{
	struct json_keys keys = json_keys_new(NULL);

	for (unsigned int i = 0; i < NSTRACE_LOST_KINDS; i++)
		json_keys_number(&keys, output_lost_name(i), summary->n_lost[i]);
	return json_keys_end(&keys);
}

static int write_summary(struct output *output, const struct output_summary *summary)
{
	struct json *json = (struct json *)output;
	struct json_keys keys = json_keys_new("summary");
	FILE *file = json->file;
	int r, closed;

	json_keys_set(&keys, "counts", counts_value(summary));
	json_keys_number(&keys, "errors", summary->n_by_severity[SEVERITY_ERROR]);
	json_keys_number(&keys, "warnings", summary->n_by_severity[SEVERITY_WARNING]);
	json_keys_number(&keys, "lost", output_n_lost(summary));
	json_keys_set(&keys, "lost_by_kind", lost_value(summary));
	json_keys_number(&keys, "duration", summary->duration_nsec);
	json_keys_bool(&keys, "interrupted", summary->interrupted);
	json_keys_number(&keys, "suppressed", summary->n_suppressed);
	if (summary->suppressions)
		json_keys_set(&keys, "suppressions",
			      json_value_suppressions(summary->suppressions));
	r = json_keys_write(&keys, json->file);
	json->file = NULL;
	closed = output_close(file);
	return r < 0 ? r : closed;
}

static void free_json(struct output *output)
{
	struct json *json = (struct json *)output;

	if (json->file)
		fclose(json->file);
	free(json);
}

int json_output_new(FILE *file, struct nsid_names *names, bool quiet, struct output **ret)
{
	struct json *json = calloc(1, sizeof(*json));

	if (!json)
		return -ENOMEM;
	json->output = (struct output){
		.start = write_start,
		.event = write_event,
		.act = write_act,
		.finding = write_finding,
		.harm = write_harm,
		.finish = write_summary,
		.free = free_json,
	};
	json->file = file;
	json->names = names;
	json->quiet = quiet;
	*ret = &json->output;
	return 0;
}
