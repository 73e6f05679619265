// SPDX-License-Identifier: GPL-2.0-or-later
/* Only which keys there are. They keep their order, and what is new stands behind them. */
#include "nstrace/json_event.h"

#include "engine/nsid.h"
#include "nstrace/json_act.h"
#include "nstrace/json_value.h"
#include "nstrace/output.h"

static void set_switch(struct json_keys *keys, const struct nstrace_event *event,
		       const struct engine_view *view)
{
	json_keys_set(keys, "ret", json_integer(event->ret));
	json_keys_set(keys, "errno",
		      event->ret ? json_string(output_error_name(event->ret)) : json_null());
	json_keys_set(keys, "fd",
		      event->call == NSTRACE_CALL_SETNS ? json_integer(event->fd) : json_null());
	json_keys_number(keys, "flags", event->ns_flags);
	json_keys_known(keys, "away_nsec", view->away_nsec);
}

static void set_birth(struct json_keys *keys, const struct nstrace_event *event)
{
	json_keys_number(keys, "creator", event->creator_tid);
	json_keys_number(keys, "creator_pid", event->creator_tgid);
	json_keys_number(keys, "flags", event->ns_flags);
	json_keys_bool(keys, "io_worker", event->flags & NSTRACE_F_IO_WORKER);
}

/* What only this kind of event has. */
static void set_particulars(struct nsid_names *names, struct json_keys *keys,
			    const struct nstrace_event *event, const struct engine_view *view)
{
	if (event->kind == NSTRACE_EVENT_SWITCH || event->kind == NSTRACE_EVENT_BIRTH)
		json_keys_set(keys, "from", json_value_nsid(names, &event->from, event->time_nsec));
	if (event->kind == NSTRACE_EVENT_SWITCH)
		set_switch(keys, event, view);
	else if (event->kind == NSTRACE_EVENT_BIRTH)
		set_birth(keys, event);
	else if (event->kind == NSTRACE_EVENT_EXEC)
		json_keys_known(keys, "old_tid", event->old_tid);
	else if (event->kind == NSTRACE_EVENT_EXIT)
		json_keys_bool(keys, "last", event->flags & NSTRACE_F_LAST);
	else if (event->kind == NSTRACE_EVENT_THREAD)
		json_keys_known(keys, "born", event->thread_start_nsec);
}

struct json_keys json_event(struct nsid_names *names, const char *name,
			    const struct nstrace_event *event, const struct engine_view *view)
{
	struct json_keys keys = json_keys_new("event");

	json_keys_text(&keys, "event", name);
	json_keys_number(&keys, "time", event->time_nsec);
	json_keys_number(&keys, "pid", event->tgid);
	json_keys_number(&keys, "tid", event->tid);
	json_keys_comm(&keys, event->comm);
	json_keys_number(&keys, "threads", event->n_threads);
	json_keys_set(&keys, json_value_place(event->where.kind),
		      json_value_nsid(names, &event->where, event->time_nsec));
	json_keys_set(&keys, "home", json_value_nsid(names, &view->home, event->time_nsec));
	json_keys_bool(&keys, "away", view->away);
	set_particulars(names, &keys, event, view);
	json_keys_text(&keys, "kind", nsid_kind_name(event->where.kind));
	return keys;
}

struct json_keys json_event_act(struct nsid_names *names, const struct nstrace_evidence *evidence,
				const struct engine_act_view *view)
{
	struct json_keys keys = json_keys_new("event");

	json_keys_text(&keys, "event", json_act_name(&view->first->act));
	json_keys_number(&keys, "time", evidence->time_nsec);
	json_keys_number(&keys, "pid", evidence->tgid);
	json_keys_number(&keys, "tid", evidence->tid);
	json_keys_comm(&keys, evidence->comm);
	json_keys_set(&keys, "netns",
		      json_value_nsid(names, &evidence->where, evidence->time_nsec));
	json_keys_set(&keys, "home", json_value_nsid(names, &view->home, evidence->time_nsec));
	json_keys_bool(&keys, "away", true);
	json_keys_bool(&keys, "astray", view->is_astray);
	json_keys_merge(&keys, json_act_value(names, view->first, evidence->time_nsec));
	json_keys_text(&keys, "kind", nsid_kind_name(NSTRACE_KIND_NET));
	return keys;
}
