/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of `nstrace explain`. */
#ifndef NSTRACE_EXPLAIN_TEXT_H
#define NSTRACE_EXPLAIN_TEXT_H

#include "engine/finding.h"

struct explain_text {
	const char *in_short; /* one line */
	const char *severity; /* where the class's own is not the whole truth; else NULL */
	const char *page;     /* lines, each with a label in front, as in the block of a finding */
};

extern const struct explain_text explain_texts[FINDING_CLASSES];

#endif
