/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ways of looking into many namespaces. All find the same; they differ in price and in what
 * could go wrong. */
#ifndef WEAVE_PS_STRATEGY_H
#define WEAVE_PS_STRATEGY_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/netns.h"
#include "weave-ps/bridge.h"

/* A namespace to look into, held open, and what was found there. */
struct visit {
	int netns_fd;
	struct netns_identity identity;
	int netnsid; /* its number at the host */
	struct interfaces interfaces;
	int error; /* negative errno: the look failed */
};

struct itinerary {
	const struct bridge *bridge;
	int home_netns_fd;
	bool with_ipv6;	       /* IPv6 addresses are wanted too */
	uint64_t timeout_nsec; /* for one visit */
	struct visit *visits;
	size_t n_visits;
};

struct strategy {
	const char *name;
	/* Fills in the interfaces of every visit, or gives back the error of the first that failed,
	 * which has it in its `error` too. Leaves the calling process in its namespace. */
	int (*look)(struct itinerary *itinerary);
};

extern const struct strategy strategy_fork;
extern const struct strategy strategy_pool;
extern const struct strategy strategy_nsid;
extern const struct strategy strategy_nsenter;
extern const struct strategy strategy_inline;

/* All of them, the default first, NULL at the end. */
extern const struct strategy *const strategies[];
/* NULL when there is none of this name. */
const struct strategy *strategy_find(const char *name);

#endif
