/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All that one thread did during one stay away from home: a bounded list of different acts, each
 * with how often and when. Whatever finds no room in it is counted.
 */
#ifndef ENGINE_DEEDS_H
#define ENGINE_DEEDS_H

#include "engine/act.h"
#include "lib/cleanup.h"

/* What the same question brings at home. */
enum home_answer_kind {
	HOME_NOT_ASKED,
	HOME_HAS_IT,
	HOME_LACKS_IT,
	HOME_DID_NOT_ANSWER,
};

struct home_answer {
	enum home_answer_kind kind;
	int32_t ifindex; /* HOME_HAS_IT: of the link */
	int32_t error;	 /* HOME_DID_NOT_ANSWER: a negative errno */
};

struct deed {
	struct act act;
	uint64_t first_nsec, last_nsec; /* CLOCK_BOOTTIME */
	uint64_t count;
	struct home_answer at_home; /* for acts that have an act_missing_link() */
};

#define DEEDS_MAX 16 /* different ones */

struct deeds {
	unsigned int n, n_room;
	uint64_t n_others; /* acts unlike these, after there were DEEDS_MAX */
	struct deed items[];
};

/* *deeds may be NULL: none so far. *ret is the deed if this is the first of its kind, else NULL,
 * and valid until the next call. Returns 0 or -ENOMEM. */
int deeds_note(struct deeds **deeds, const struct act *act, uint64_t time_nsec,
	       struct deed **ret) warn_unused_result_;

/* How many acts there were. deeds may be NULL. */
uint64_t deeds_total(const struct deeds *deeds);

/* A copy, the caller's to free(); NULL for NULL, and if there is no memory. */
struct deeds *deeds_copy(const struct deeds *deeds);

#endif
