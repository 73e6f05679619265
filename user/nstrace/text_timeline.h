/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The timeline: a row for each event worth seeing, and a heading where it goes on in another
 * process or where the process has got another home.
 */
#ifndef NSTRACE_TEXT_TIMELINE_H
#define NSTRACE_TEXT_TIMELINE_H

#include "engine/engine.h"
#include "nstrace/text_page.h"

/* Where the timeline is. */
struct text_timeline {
	uint32_t tgid;
	struct nstrace_nsid homes[NSTRACE_KINDS]; /* of tgid; ino 0: not known yet */
};

void text_timeline_begin(struct text_page *page);
void text_timeline_event(struct text_timeline *timeline, struct text_page *page,
			 const struct nstrace_event *event, const struct engine_view *view);
void text_timeline_act(struct text_timeline *timeline, struct text_page *page,
		       const struct nstrace_evidence *evidence, const struct engine_act_view *view);
void text_timeline_finding(struct text_timeline *timeline, struct text_page *page,
			   const struct finding *finding);

#endif
