// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jansson does the syntax; here is only which keys there are. An object that could not be completed
 * for want of memory is never written: a line is whole or missing.
 */
#include "nstrace/json.h"

#include <jansson.h>

#include "engine/nsid.h"
#include "nstrace/json_act.h"
#include "nstrace/json_value.h"

struct json {
	struct output output; /* first: the functions below get this and want the rest */
	FILE *file;
	struct nsid_names *names;
	bool quiet;
};

/* An object that grows key by key. What fails leaves it broken, which write_line() finds. */
struct object {
	json_t *json;
	bool broken;
};

static void set(struct object *object, const char *key, json_t *value)
{
	object->broken |= json_object_set_new(object->json, key, value) != 0;
}

static void set_text(struct object *object, const char *key, const char *text)
{
	set(object, key, json_string(text));
}

static void set_comm(struct object *object, const char *hostile_comm)
{
	set(object, "comm", json_value_comm(hostile_comm));
}

/* For text that is safe to print, and "" when it is unknown. */
static void set_name(struct object *object, const char *key, const char *text)
{
	set(object, key, *text ? json_string(text) : json_null());
}

static void set_bool(struct object *object, const char *key, bool value)
{
	set(object, key, json_boolean(value));
}

static void set_number(struct object *object, const char *key, uint64_t value)
{
	set(object, key, json_value_number(value));
}

/* For what is 0 when it is unknown. */
static void set_known(struct object *object, const char *key, uint64_t value)
{
	set(object, key, json_value_known(value));
}

static struct object object_new(const char *type)
{
	struct object object = {.json = json_object()};

	if (type)
		set_text(&object, "type", type);
	return object;
}

/* The finished object, to go into another one; NULL if it is broken. */
static json_t *object_end(struct object *object)
{
	if (!object->broken)
		return object->json;
	json_decref(object->json);
	return NULL;
}

static int write_line(struct json *json, struct object *object)
{
	json_t *value = object_end(object);
	int r;

	if (!value)
		return -ENOMEM;
	errno = 0;
	r = json_dumpf(value, json->file, JSON_COMPACT);
	json_decref(value);
	if (r < 0)
		return errno ? -errno : -EIO;
	fputc('\n', json->file);
	return output_flush(json->file);
}

static json_t *nsid_value(struct json *json, const struct nstrace_nsid *nsid, uint64_t now_nsec)
{
	return json_value_nsid(json->names, nsid, now_nsec);
}

static json_t *pids_value(const struct output_start *start)
{
	json_t *pids;

	if (!start->n_tgids)
		return json_null();
	pids = json_array();
	for (size_t i = 0; i < start->n_tgids; i++)
		if (json_array_append_new(pids, json_integer(start->tgids[i])))
			return NULL;
	return pids;
}

static int json_start(struct output *output, const struct output_start *start)
{
	struct json *json = (struct json *)output;
	struct object object = object_new("start");

	set_text(&object, "version", start->version);
	set_text(&object, "probes", start->probes);
	set_number(&object, "time", start->time_nsec);
	set_number(&object, "realtime", start->realtime_nsec);
	set(&object, "pids", pids_value(start));
	set_bool(&object, "command", start->command);
	return write_line(json, &object);
}

static void set_switch(struct object *object, const struct nstrace_event *event,
		       const struct engine_view *view)
{
	set(object, "ret", json_integer(event->ret));
	set(object, "errno", event->ret ? json_string(output_error_name(event->ret)) : json_null());
	set(object, "fd",
	    event->call == NSTRACE_CALL_SETNS ? json_integer(event->fd) : json_null());
	set_number(object, "flags", event->ns_flags);
	set_known(object, "away_nsec", view->away_nsec);
}

static void set_birth(struct object *object, const struct nstrace_event *event)
{
	set_number(object, "creator", event->creator_tid);
	set_number(object, "creator_pid", event->creator_tgid);
	set_number(object, "flags", event->ns_flags);
	set_bool(object, "io_worker", event->flags & NSTRACE_F_IO_WORKER);
}

/* What only this kind of event has. */
static void set_particulars(struct json *json, struct object *object,
			    const struct nstrace_event *event, const struct engine_view *view)
{
	if (event->kind == NSTRACE_EVENT_SWITCH || event->kind == NSTRACE_EVENT_BIRTH)
		set(object, "from", nsid_value(json, &event->from, event->time_nsec));
	if (event->kind == NSTRACE_EVENT_SWITCH)
		set_switch(object, event, view);
	else if (event->kind == NSTRACE_EVENT_BIRTH)
		set_birth(object, event);
	else if (event->kind == NSTRACE_EVENT_EXEC)
		set_known(object, "old_tid", event->old_tid);
	else if (event->kind == NSTRACE_EVENT_EXIT)
		set_bool(object, "last", event->flags & NSTRACE_F_LAST);
	else if (event->kind == NSTRACE_EVENT_THREAD)
		set_known(object, "born", event->thread_start_nsec);
}

static int json_event(struct output *output, const struct nstrace_event *event,
		      const struct engine_view *view)
{
	struct json *json = (struct json *)output;
	const char *name = output_event_name(event);
	struct object object;

	if (json->quiet || !name)
		return 0;
	object = object_new("event");
	set_text(&object, "event", name);
	set_number(&object, "time", event->time_nsec);
	set_number(&object, "pid", event->tgid);
	set_number(&object, "tid", event->tid);
	set_comm(&object, event->comm);
	set_number(&object, "threads", event->n_threads);
	set(&object, json_value_place(event->where.kind),
	    nsid_value(json, &event->where, event->time_nsec));
	set(&object, "home", nsid_value(json, &view->home, event->time_nsec));
	set_bool(&object, "away", view->away);
	set_particulars(json, &object, event, view);
	set_text(&object, "kind", nsid_kind_name(event->where.kind));
	return write_line(json, &object);
}

static int json_act(struct output *output, const struct nstrace_evidence *evidence,
		    const struct engine_act_view *view)
{
	struct json *json = (struct json *)output;
	json_t *particulars;
	struct object object;

	if (json->quiet)
		return 0;
	object = object_new("event");
	set_text(&object, "event", json_act_name(&view->first->act));
	set_number(&object, "time", evidence->time_nsec);
	set_number(&object, "pid", evidence->tgid);
	set_number(&object, "tid", evidence->tid);
	set_comm(&object, evidence->comm);
	set(&object, "netns", nsid_value(json, &evidence->where, evidence->time_nsec));
	set(&object, "home", nsid_value(json, &view->home, evidence->time_nsec));
	set_bool(&object, "away", true);
	set_bool(&object, "astray", view->is_astray);
	particulars = json_act_value(json->names, view->first, evidence->time_nsec);
	object.broken |= json_object_update(object.json, particulars) != 0;
	json_decref(particulars);
	set_text(&object, "kind", nsid_kind_name(NSTRACE_KIND_NET));
	return write_line(json, &object);
}

static void set_refusal(struct object *object, const struct evidence *evidence)
{
	set_text(object, "errno", output_error_name(evidence->error));
	set_number(object, "threads", evidence->n_threads);
}

static json_t *evidence_value(struct json *json, const struct finding *finding)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < finding->n_evidence; i++) {
		const struct evidence *evidence = &finding->evidence[i];
		struct object object = object_new(NULL);

		set_text(&object, "kind", evidence_kind_name(evidence->kind));
		set_number(&object, "tid", evidence->tid);
		set_known(&object, "peer", evidence->peer_tid);
		set_known(&object, "time", evidence->time_nsec);
		set(&object, json_value_place(evidence->where.kind),
		    nsid_value(json, &evidence->where, finding->decided_nsec));
		if (evidence->kind == EVIDENCE_REFUSED)
			set_refusal(&object, evidence);
		if (json_array_append_new(list, object_end(&object))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *frame_value(const struct stack_frame *frame)
{
	struct object object = object_new(NULL);

	set_name(&object, "symbol", frame->symbol);
	set_name(&object, "module", frame->module);
	set_name(&object, "source", frame->source);
	set_known(&object, "line", frame->line);
	set_number(&object, "address", frame->address);
	return object_end(&object);
}

static json_t *stack_value(const struct stack *stack)
{
	json_t *list = stack ? json_array() : json_null();

	for (size_t i = 0; stack && i < stack->n; i++)
		if (json_array_append_new(list, frame_value(&stack->frames[i]))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *stacks_value(struct stacks *stacks, const struct finding *finding)
{
	const struct stack *visit = stacks_find(stacks, finding->switch_stack);
	const struct stack *birth = stacks_find(stacks, finding->birth_stack);
	const struct stack *restore = stacks_find(stacks, finding->restore_stack);
	struct object object;

	if (!visit && !birth && !restore)
		return json_null();
	object = object_new(NULL);
	set(&object, "switch", stack_value(visit));
	set(&object, "clone", stack_value(birth));
	set(&object, "restore", stack_value(restore));
	return object_end(&object);
}

static json_t *runtime_value(const struct runtime *runtime)
{
	struct object object;

	if (!runtime)
		return json_null();
	object = object_new(NULL);
	set_text(&object, "language", runtime->language);
	set_name(&object, "version", runtime->version);
	set_text(&object, "note", runtime->note);
	return object_end(&object);
}

static int json_finding(struct output *output, const struct finding *finding)
{
	struct json *json = (struct json *)output;
	struct object object = object_new("finding");

	set_text(&object, "class", finding_class_name(finding->class));
	set_text(&object, "severity", severity_name(finding->severity));
	set_number(&object, "pid", finding->tgid);
	set_number(&object, "tid", finding->tid);
	set_comm(&object, finding->comm);
	set(&object, json_value_place(finding->where.kind),
	    nsid_value(json, &finding->where, finding->decided_nsec));
	set(&object, "home", nsid_value(json, &finding->home, finding->decided_nsec));
	set_bool(&object, "home_inferred", finding->home_inferred);
	set_known(&object, "creator", finding->creator_tid);
	set_known(&object, "visitor", finding->visitor_tid);
	set_bool(&object, "io_worker", finding->io_worker);
	set_known(&object, "born", finding->born_nsec);
	set_known(&object, "since", finding->since_nsec);
	set_number(&object, "decided", finding->decided_nsec);
	set(&object, "evidence", evidence_value(json, finding));
	set_known(&object, "creator_pid", finding->creator_tgid);
	set_text(&object, "kind", nsid_kind_name(finding->where.kind));
	set(&object, "harm", json_act_list(json->names, finding->deeds, finding->decided_nsec));
	set(&object, "stacks", stacks_value(output->stacks, finding));
	set(&object, "runtime", runtime_value(stacks_find_runtime(output->stacks, finding)));
	if (output->suppression)
		set_text(&object, "suppression", output->suppression);
	return write_line(json, &object);
}

static int json_harm(struct output *output, const struct harm *harm)
{
	struct json *json = (struct json *)output;
	struct object object = object_new("harm");

	set_text(&object, "class", finding_class_name(harm->class));
	set_number(&object, "pid", harm->tgid);
	set_number(&object, "tid", harm->tid);
	set_comm(&object, harm->comm);
	set(&object, "netns", nsid_value(json, &harm->where, harm->time_nsec));
	set(&object, "home", nsid_value(json, &harm->home, harm->time_nsec));
	set_number(&object, "time", harm->time_nsec);
	set(&object, "harm", json_act_list(json->names, harm->deeds, harm->time_nsec));
	set_text(&object, "kind", nsid_kind_name(harm->where.kind));
	return write_line(json, &object);
}

static json_t *counts_value(const struct output_summary *summary)
{
	struct object object = object_new(NULL);

	for (int i = 0; i < FINDING_CLASSES; i++)
		set_number(&object, finding_class_name((enum finding_class)i),
			   summary->n_findings[i]);
	return object_end(&object);
}

static json_t *lost_value(const struct output_summary *summary)
{
	struct object object = object_new(NULL);

	for (unsigned int i = 0; i < NSTRACE_LOST_KINDS; i++)
		set_number(&object, output_lost_name(i), summary->n_lost[i]);
	return object_end(&object);
}

static int json_finish(struct output *output, const struct output_summary *summary)
{
	struct json *json = (struct json *)output;
	struct object object = object_new("summary");
	FILE *file = json->file;
	int r, closed;

	set(&object, "counts", counts_value(summary));
	set_number(&object, "errors", summary->n_by_severity[SEVERITY_ERROR]);
	set_number(&object, "warnings", summary->n_by_severity[SEVERITY_WARNING]);
	set_number(&object, "lost", output_n_lost(summary));
	set(&object, "lost_by_kind", lost_value(summary));
	set_number(&object, "duration", summary->duration_nsec);
	set_bool(&object, "interrupted", summary->interrupted);
	set_number(&object, "suppressed", summary->n_suppressed);
	if (summary->suppressions)
		set(&object, "suppressions", json_value_suppressions(summary->suppressions));
	r = write_line(json, &object);
	json->file = NULL;
	closed = output_close(file);
	return r < 0 ? r : closed;
}

static void json_free(struct output *output)
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
		.start = json_start,
		.event = json_event,
		.act = json_act,
		.finding = json_finding,
		.harm = json_harm,
		.finish = json_finish,
		.free = json_free,
	};
	json->file = file;
	json->names = names;
	json->quiet = quiet;
	*ret = &json->output;
	return 0;
}
