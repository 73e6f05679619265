/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happens, as JSON: a line for each record, and for each first act of a thread away. */
#ifndef NSTRACE_JSON_EVENT_H
#define NSTRACE_JSON_EVENT_H

#include "engine/engine.h"
#include "nstrace/json_keys.h"
#include "nstrace/nsid_name.h"

/* name: of the event, as output_event_name() has it. */
struct json_keys json_event(struct nsid_names *names, const char *name,
			    const struct nstrace_event *event, const struct engine_view *view);

/* view->first is not NULL. */
struct json_keys json_event_act(struct nsid_names *names, const struct nstrace_evidence *evidence,
				const struct engine_act_view *view);

#endif
