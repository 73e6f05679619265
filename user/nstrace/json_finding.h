/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A finding as JSON: what the engine says of it, with its evidence, and what came of it. */
#ifndef NSTRACE_JSON_FINDING_H
#define NSTRACE_JSON_FINDING_H

#include "engine/finding.h"
#include "nstrace/json_keys.h"
#include "nstrace/nsid_name.h"
#include "nstrace/stacks.h"

/* stacks may be NULL: there are none. */
struct json_keys json_finding(struct nsid_names *names, struct stacks *stacks,
			      const struct finding *finding);

struct json_keys json_finding_harm(struct nsid_names *names, const struct harm *harm);

#endif
