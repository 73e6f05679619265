/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings alike: of one class and severity in one process, about one kind of namespaces. The first
 * is told in full, of the others an error gets one line and a warning is counted. There can be any
 * number of them; what is kept is bounded.
 */
#ifndef NSTRACE_TEXT_GROUPS_H
#define NSTRACE_TEXT_GROUPS_H

#include <uthash.h>
#include "lib/cleanup.h"
#include "nstrace/text_page.h"

struct text_group {
	struct text_group_key {
		uint32_t tgid;
		uint32_t class;
		uint32_t severity;
		uint32_t kind;
		uint32_t suppression; /* a hash of it; 0: nobody asks for it */
	} key;
	UT_hash_handle hh;
	struct finding first;
	char *suppression; /* of it; NULL: nobody asks for it */
	unsigned int n_more;
};

struct text_groups {
	struct text_page *page;
	bool hold; /* the block of the first finding waits until its group is closed */
	struct text_group *list; /* the oldest comes first */
};

/* The group that this finding belongs to; NULL: it is the first. suppression, here and below: the
 * entry that would suppress the finding. Who asks for those wants to see all of them. */
struct text_group *text_groups_find(const struct text_groups *groups, const struct finding *finding,
				    const char *suppression);

/* The group whose first finding this is about. */
struct text_group *text_groups_find_harm(const struct text_groups *groups, const struct harm *harm);

/* A new group, for a finding that has none. */
int text_groups_add(struct text_groups *groups, const struct finding *finding,
		    const char *suppression) warn_unused_result_;

/* Write what has waited, and forget the groups. tgid 0: those of all processes. */
void text_groups_close(struct text_groups *groups, uint32_t tgid);

/* Forget them, and write nothing. */
void text_groups_free(struct text_groups *groups);

#endif
