/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine has settled while it takes an event in. It is kept until that event has been
 * shown: then it is shown behind it, findings first.
 */
#ifndef NSTRACE_SETTLED_H
#define NSTRACE_SETTLED_H

#include "engine/finding.h"
#include "nstrace/outputs.h"
#include "nstrace/selection.h"

struct settled {
	struct finding *findings;
	struct harm *harms;
	size_t n_findings, n_harms;
};

/* A copy is kept. -ENOMEM: the user has been told. */
int settled_add_finding(struct settled *settled, const struct finding *finding) warn_unused_result_;
int settled_add_harm(struct settled *settled, const struct harm *harm) warn_unused_result_;

/* All of it is shown, as far as the user wants to hear of it, and forgotten. */
void settled_show(struct settled *settled, struct selection *selection, struct outputs *outputs);

void settled_free(struct settled *settled);

#endif
