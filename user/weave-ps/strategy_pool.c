// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A child for each processor, and each goes from namespace to namespace. It has a single thread, so
 * nobody can be left behind in one of them, and it ends without going home. A visit that fails ends
 * its child: where that one is then is nobody's concern.
 */
#include "weave-ps/crew.h"
#include "weave-ps/inspect.h"

static int visit_namespace(struct crew_member *member, struct interfaces *interfaces)
{
	return inspect_entering(member->itinerary, member->visit, interfaces);
}

static int look(struct itinerary *itinerary)
{
	struct crew_plan plan = crew_of_cpus(itinerary, visit_namespace);

	return crew_run(itinerary, &plan);
}

const struct strategy strategy_pool = {.name = "pool", .look = look};
