// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looks from outside: a request with IFLA_TARGET_NETNSID or IFA_TARGET_NETNSID is about another
 * namespace than the socket's, and nobody enters any. It names that other one by a number from the
 * table of the socket's namespace. A number can be given but never taken back, and reading alone
 * gives them: IFLA_LINK_NETNSID counts in the table of the socket, which makes up what it lacks,
 * one for the host itself included. So the socket is not the host's: each child makes a namespace
 * of its own, in which nothing is but that table, and both end with the child. Neither the host's
 * table nor those of the containers are touched.
 */
#include <sched.h>

#include "weave-ps/crew.h"
#include "weave-ps/inspect.h"

/* The kernel takes the lowest number that is free for what it numbers itself. */
#define FIRST_NETNSID (1 << 30)

static int open_outside(struct crew_member *member)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	int r;

	if (member->memory)
		return 0;
	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	r = netlink_open(&nl);
	if (r < 0)
		return r;
	if (!netlink_is_strict(nl)) /* before 4.20 */
		return -EOPNOTSUPP;
	member->memory = nl;
	nl = NULL;
	return 0;
}

static int visit_namespace(struct crew_member *member, struct interfaces *interfaces)
{
	const struct visit *visit = member->visit;
	struct view view = {.itinerary = member->itinerary, .visit = visit};
	int r;

	r = open_outside(member);
	if (r < 0)
		return r;
	view.nl = member->memory;
	view.target_netnsid = FIRST_NETNSID + (int)(visit - member->itinerary->visits);
	r = rtnl_set_netnsid(view.nl, visit->netns_fd, view.target_netnsid);
	return r < 0 ? r : inspect(&view, interfaces);
}

static int look(struct itinerary *itinerary)
{
	struct crew_plan plan = crew_of_cpus(itinerary, visit_namespace);

	return crew_run(itinerary, &plan);
}

const struct strategy strategy_nsid = {.name = "nsid", .look = look};
