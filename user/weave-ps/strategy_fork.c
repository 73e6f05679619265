// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One child for one namespace. The child has a single thread, so setns() moves the whole process,
 * and it never goes home: it ends. The parent stays where it is, whatever happens to a child.
 */
#include <sched.h>

#include "weave-ps/crew.h"
#include "weave-ps/inspect.h"

static int visit_namespace(const struct itinerary *itinerary, const struct visit *visit,
			   struct interfaces *interfaces)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	int r;

	if (setns(visit->netns_fd, CLONE_NEWNET) < 0)
		return -errno;
	r = netlink_open(&nl);
	if (r < 0)
		return r;
	return inspect(nl, itinerary, visit->netnsid, interfaces);
}

static int look(struct itinerary *itinerary)
{
	return crew_run(itinerary, visit_namespace);
}

const struct strategy strategy_fork = {.name = "fork", .look = look};
