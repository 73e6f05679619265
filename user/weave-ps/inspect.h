/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking around in one namespace: what every strategy does once it is there. */
#ifndef WEAVE_PS_INSPECT_H
#define WEAVE_PS_INSPECT_H

#include "weave-ps/bridge.h"

/* nl: a socket opened in the namespace to look into; netnsid: the number the host has for it;
 * home_netns_fd: the host's namespace. Appends the interfaces that hang on the bridge. */
int inspect(struct netlink *nl, const struct bridge *bridge, int netnsid, int home_netns_fd,
	    struct interfaces *interfaces) warn_unused_result_;

#endif
