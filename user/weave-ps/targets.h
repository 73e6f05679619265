/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what the user named to namespaces held open, each once however often it was named. */
#ifndef WEAVE_PS_TARGETS_H
#define WEAVE_PS_TARGETS_H

#include "weave-ps/strategy.h"

#define TARGET_BRIDGE "weave:expose" /* names the bridge itself */
#define NO_VISIT      SIZE_MAX

struct target {
	const char *id;			   /* as it was given; of a listed container its whole id */
	const struct container *container; /* NULL: the bridge, a process, a namespace, unknown */
	ino_t netns_ino;		   /* 0: it is unknown or does not run */
	bool is_bridge;
	size_t visit; /* index of its namespace in visits, or NO_VISIT: there is nothing to see */
};

struct targets {
	struct target *items; /* in the order of their rows: the bridge first */
	size_t n;
	struct visit *visits;
	size_t n_visits;
	struct netns_identity home; /* the host's own namespace is never visited */
};

/* Is this text a target, whether it exists or not? Numbers of processes must be numbers. */
bool target_is_valid(const char *text);

/* Is any of these a container? No texts stand for all of them. */
bool targets_name_containers(char *const *texts, size_t n_texts);

struct containers;

/* What was named. Unknown and ended ones get no visit. On failure *ret_culprit is the text at
 * fault. The texts must outlive the targets. */
int targets_resolve(struct targets *targets, const struct containers *containers,
		    char *const *texts, size_t n_texts,
		    const char **ret_culprit) warn_unused_result_;
/* The bridge and every container, newest first; the containers must outlive the targets. */
int targets_list(struct targets *targets, const struct containers *containers,
		 const char **ret_culprit) warn_unused_result_;
void targets_clear(struct targets *targets);

#define _cleanup_targets_ _cleanup_(targets_clear)

#endif
