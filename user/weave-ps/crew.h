/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children that each do one visit, a bounded number at a time, each with a deadline. */
#ifndef WEAVE_PS_CREW_H
#define WEAVE_PS_CREW_H

#include "weave-ps/strategy.h"

/* What a child does, and sends its parent. It may change its namespace: it has one thread, and ends
 * afterwards, so there is nobody to find it in the wrong place. */
typedef int crew_job(const struct itinerary *itinerary, const struct visit *visit,
		     struct interfaces *interfaces);

/* Has every visit done by a child of its own; see struct strategy for what it leaves and gives
 * back: -ETIMEDOUT for a child that had to be killed, -EIO for one that died. No child stays.
 * SIGCHLD must not be ignored, or the number of one that ended could be another's when it is
 * killed. */
int crew_run(struct itinerary *itinerary, crew_job *job) warn_unused_result_;

#endif
