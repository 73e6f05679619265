// SPDX-License-Identifier: GPL-2.0-or-later
/* Only which keys there are. They keep their order, and what is new stands behind them. */
#include "nstrace/json_finding.h"

#include "engine/nsid.h"
#include "nstrace/json_act.h"
#include "nstrace/json_stack.h"
#include "nstrace/json_value.h"
#include "nstrace/output.h"

static void set_refusal(struct json_keys *keys, const struct evidence *evidence)
{
	json_keys_text(keys, "errno", output_error_name(evidence->error));
	json_keys_number(keys, "threads", evidence->n_threads);
}

static json_t *step_value(struct nsid_names *names, const struct evidence *evidence,
			  uint64_t now_nsec)
{
	struct json_keys keys = json_keys_new(NULL);

	json_keys_text(&keys, "kind", evidence_kind_name(evidence->kind));
	json_keys_number(&keys, "tid", evidence->tid);
	json_keys_known(&keys, "peer", evidence->peer_tid);
	json_keys_known(&keys, "time", evidence->time_nsec);
	json_keys_set(&keys, json_value_place(evidence->where.kind),
		      json_value_nsid(names, &evidence->where, now_nsec));
	if (evidence->kind == EVIDENCE_REFUSED)
		set_refusal(&keys, evidence);
	return json_keys_end(&keys);
}

static json_t *evidence_value(struct nsid_names *names, const struct finding *finding)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < finding->n_evidence; i++)
		list = json_value_append(list, step_value(names, &finding->evidence[i],
							  finding->decided_nsec));
	return list;
}

struct json_keys json_finding(struct nsid_names *names, struct stacks *stacks,
			      const struct finding *finding)
{
	struct json_keys keys = json_keys_new("finding");

	json_keys_text(&keys, "class", finding_class_name(finding->class));
	json_keys_text(&keys, "severity", severity_name(finding->severity));
	json_keys_number(&keys, "pid", finding->tgid);
	json_keys_number(&keys, "tid", finding->tid);
	json_keys_comm(&keys, finding->comm);
	json_keys_set(&keys, json_value_place(finding->where.kind),
		      json_value_nsid(names, &finding->where, finding->decided_nsec));
	json_keys_set(&keys, "home", json_value_nsid(names, &finding->home, finding->decided_nsec));
	json_keys_bool(&keys, "home_inferred", finding->home_inferred);
	json_keys_known(&keys, "creator", finding->creator_tid);
	json_keys_known(&keys, "visitor", finding->visitor_tid);
	json_keys_bool(&keys, "io_worker", finding->io_worker);
	json_keys_known(&keys, "born", finding->born_nsec);
	json_keys_known(&keys, "since", finding->since_nsec);
	json_keys_number(&keys, "decided", finding->decided_nsec);
	json_keys_set(&keys, "evidence", evidence_value(names, finding));
	json_keys_known(&keys, "creator_pid", finding->creator_tgid);
	json_keys_text(&keys, "kind", nsid_kind_name(finding->where.kind));
	json_keys_set(&keys, "harm", json_act_list(names, finding->deeds, finding->decided_nsec));
	json_keys_set(&keys, "stacks", json_stack_value(stacks, finding));
	json_keys_set(&keys, "runtime", json_stack_runtime(stacks_find_runtime(stacks, finding)));
	return keys;
}

struct json_keys json_finding_harm(struct nsid_names *names, const struct harm *harm)
{
	struct json_keys keys = json_keys_new("harm");

	json_keys_text(&keys, "class", finding_class_name(harm->class));
	json_keys_number(&keys, "pid", harm->tgid);
	json_keys_number(&keys, "tid", harm->tid);
	json_keys_comm(&keys, harm->comm);
	json_keys_set(&keys, "netns", json_value_nsid(names, &harm->where, harm->time_nsec));
	json_keys_set(&keys, "home", json_value_nsid(names, &harm->home, harm->time_nsec));
	json_keys_number(&keys, "time", harm->time_nsec);
	json_keys_set(&keys, "harm", json_act_list(names, harm->deeds, harm->time_nsec));
	json_keys_text(&keys, "kind", nsid_kind_name(harm->where.kind));
	return keys;
}
