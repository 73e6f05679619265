/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking around in one namespace: what every strategy does once it can see it. */
#ifndef WEAVE_PS_INSPECT_H
#define WEAVE_PS_INSPECT_H

#include "weave-ps/strategy.h"

/* From where a namespace is looked at. */
struct view {
	struct netlink *nl;
	int target_netnsid; /* how nl's namespace calls the one to look into; RTNL_NO_NETNSID:
			       they are the same */
	const struct itinerary *itinerary;
	const struct visit *visit;
};

/* Appends the interfaces that hang on the bridge. */
int inspect(const struct view *view, struct interfaces *interfaces) warn_unused_result_;

/* Takes the calling thread into the visit's namespace, where it stays, and inspects it. */
int inspect_entering(const struct itinerary *itinerary, const struct visit *visit,
		     struct interfaces *interfaces) warn_unused_result_;

#endif
