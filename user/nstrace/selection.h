/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of all that is seen the user wants to hear of: the filters and the suppressions of the
 * command line. The engine never knows of it: what is not told is taken into account all the same.
 */
#ifndef NSTRACE_SELECTION_H
#define NSTRACE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include "engine/engine.h"
#include "nstrace/filter.h"
#include "nstrace/options.h"
#include "nstrace/suppressions.h"

struct selection;

enum selection_verdict {
	SELECTION_REPORT,
	SELECTION_SUPPRESS, /* and count */
	SELECTION_IGNORE,
};

/* *ret is the caller's to selection_free(). On failure the user has been told what is wrong. */
int selection_new(const struct options *options, struct selection **ret) warn_unused_result_;
void selection_free(struct selection *selection);

/* Each record, before the engine gets it. */
void selection_note(struct selection *selection, const struct nstrace_event *event);

/* A process that runs its program now, though there is no record of it. */
void selection_note_process(struct selection *selection, uint32_t tgid);

bool selection_wants_event(const struct selection *selection, const struct nstrace_event *event,
			   const struct engine_view *view);

/* As the event of the act would be. */
bool selection_wants_act(const struct selection *selection, const struct nstrace_evidence *evidence,
			 const struct engine_act_view *view);

/* Whether the finding that it came of was reported. */
bool selection_wants_harm(struct selection *selection, const struct harm *harm);

/* stacks: where those of findings are; kept. */
void selection_set_stacks(struct selection *selection, struct stacks *stacks);

/* Once for each finding: suppressions count how often they were used. */
enum selection_verdict selection_judge(struct selection *selection, const struct finding *finding);

/* The entry that would suppress it, the caller's to free(); NULL: nobody asks for it. */
char *selection_suppression(struct selection *selection, const struct finding *finding);

/* The entries if the user wants to know of each, who is told here; else NULL. */
const struct suppressions *selection_finish(const struct selection *selection);

/* Those that the kernel side shall look at: see filter_cgroups(). */
const struct nstrace_cgroup *selection_cgroups(const struct selection *selection, size_t *ret_n);

#endif
