/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings that somebody has looked at and wants to hear no more of, as files say it: see
 * docs/suppressions.md. A finding is suppressed by the first entry of which all matches.
 */
#ifndef NSTRACE_SUPPRESSIONS_H
#define NSTRACE_SUPPRESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/finding.h"
#include "lib/cleanup.h"

struct stacks;

/* One line of a file. What it does not say matches everything. */
struct suppression {
	const char *file;
	unsigned int line;
	char *name;	/* NULL: it has none */
	bool has_class; /* class is set */
	enum finding_class class;
	uint32_t kind;		/* of namespace; 0: any */
	char *comm, *exe, *fun; /* patterns; NULL: any */
	unsigned int n_used;
};

struct suppressions {
	struct suppression *entries;
	size_t n;
};

/* What an entry can be about. */
struct suppression_subject {
	const struct finding *finding;
	const char *exe;       /* hostile text; NULL: not known */
	struct stacks *stacks; /* NULL: there are none */
};

/* Adds the entries of a file; path is kept, not copied. On failure the user has been told what is
 * wrong, and where; what was added stays. */
int suppressions_read(struct suppressions *suppressions, const char *path) warn_unused_result_;
void suppressions_free(struct suppressions *suppressions);

/* Whether any entry is about programs. */
bool suppressions_need_exe(const struct suppressions *suppressions);

/* True: it is suppressed, which is counted. */
bool suppressions_take(struct suppressions *suppressions,
		       const struct suppression_subject *subject);

/* The entry that suppresses this finding and those that are alike in all that it says: the caller's
 * to free(), without a line's end. NULL: no memory. */
char *suppression_for(const struct suppression_subject *subject);

#endif
