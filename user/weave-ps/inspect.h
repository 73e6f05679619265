/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking around in one namespace: what every strategy does once it is there. */
#ifndef WEAVE_PS_INSPECT_H
#define WEAVE_PS_INSPECT_H

#include "weave-ps/strategy.h"

/* nl: a socket opened in the namespace to look into; netnsid: the number the host has for it.
 * Appends the interfaces that hang on the bridge. */
int inspect(struct netlink *nl, const struct itinerary *itinerary, int netnsid,
	    struct interfaces *interfaces) warn_unused_result_;

#endif
