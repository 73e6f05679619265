/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outputs that are open: what is shown is shown on each of them. One that cannot be written
 * ends by itself, and is told of once: a full disk is no news on every line.
 */
#ifndef NSTRACE_OUTPUTS_H
#define NSTRACE_OUTPUTS_H

#include "nstrace/nsid_name.h"
#include "nstrace/options.h"
#include "nstrace/output.h"

#define OUTPUTS_MAX 2 /* the main one, and --json=FILE beside it */

struct outputs {
	struct outputs_item {
		struct output *output;
		const char *path; /* NULL: standard output */
		bool has_ended;	  /* it could not be written */
	} items[OUTPUTS_MAX];
	size_t n, n_ended;
	int error; /* of the first that could not be written; the user has been told */
};

/* Those that the options ask for. stacks: NULL if there are none. On failure the user has been
 * told; either way outputs is the caller's to outputs_free(). */
int outputs_open(struct outputs *outputs, const struct options *options, struct nsid_names *names,
		 struct stacks *stacks) warn_unused_result_;
void outputs_free(struct outputs *outputs);

/* Nothing is shown any more. */
bool outputs_have_ended(const struct outputs *outputs);

/* As the functions of struct output. If none is left for the summary its verdict goes to standard
 * error. */
void outputs_start(struct outputs *outputs, const struct output_start *start);
void outputs_event(struct outputs *outputs, const struct nstrace_event *event,
		   const struct engine_view *view);
void outputs_act(struct outputs *outputs, const struct nstrace_evidence *evidence,
		 const struct engine_act_view *view);
void outputs_harm(struct outputs *outputs, const struct harm *harm);
void outputs_finish(struct outputs *outputs, const struct output_summary *summary);

/* suppression: the entry that would suppress the finding; NULL: nobody asks for it. */
void outputs_finding(struct outputs *outputs, const struct finding *finding,
		     const char *suppression);

#endif
