// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The strategies of weave-ps against each other: `looks N_NETNS N_CPUS N_ROUNDS` makes as many
 * namespaces in a network namespace of its own and looks into them with each strategy in turn, on
 * so many processors (0: on all). What is measured is the look alone; that all find the same is
 * checked on the way.
 */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "comparison.h"
#include "lib/log.h"
#include "lib/parse.h"
#include "weave-ps/strategy.h"
#include "weave-ps/strategy_nsenter.h"
#include "world.h"

#define FIGURE	     "weave-ps strategies"
#define BRIDGE	     "weave"
#define TIMEOUT_NSEC 60000000000ULL

struct look {
	const struct strategy *strategy;
	struct itinerary *itinerary;
};

/* What is known of each; `goal` as the ratio to the first. */
static const struct {
	const struct strategy *strategy;
	double goal, goal_on_many;
	unsigned int every;
} ways[] =
	{
		{&strategy_inline, 0, 0, 1},   {&strategy_pool, 1.1, 1.0, 1},
		{&strategy_nsid, 2, 2, 1},     {&strategy_fork, 3, 3, 1},
		{&strategy_nsenter, 0, 0, 10}, /* it takes as long as twenty others */
};

#define N_WAYS (sizeof(ways) / sizeof(ways[0]))

static int look_once(void *data)
{
	struct look *look = data;
	struct itinerary *itinerary = look->itinerary;
	bool complete = true;
	size_t i;
	int r;

	r = look->strategy->look(itinerary);
	for (i = 0; i < itinerary->n_visits; i++) {
		struct interfaces *interfaces = &itinerary->visits[i].interfaces;

		complete &= interfaces->n == 1 && interfaces->items[0].n_addresses == 1;
		interfaces_clear(interfaces);
	}
	if (r == 0 && !complete)
		r = -ENODATA;
	return r < 0 ? log_errno(r, "%s", look->strategy->name) : 0;
}

static int use_cpus(int n)
{
	cpu_set_t all, some;
	int cpu;

	if (sched_getaffinity(0, sizeof(all), &all) < 0)
		return -errno;
	CPU_ZERO(&some);
	for (cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&some) < n; cpu++)
		if (CPU_ISSET(cpu, &all))
			CPU_SET(cpu, &some);
	return n && sched_setaffinity(0, sizeof(some), &some) < 0 ? -errno : 0;
}

static int compare(struct itinerary *itinerary, int n_cpus, unsigned int n_rounds)
{
	struct contender contenders[N_WAYS];
	struct look looks[N_WAYS];
	char where[64];
	struct comparison comparison = {.figure = FIGURE,
					.where = where,
					.contenders = contenders,
					.n_contenders = N_WAYS,
					.n_rounds = n_rounds};
	size_t i;

	snprintf(where, sizeof(where), "%zu namespaces, %s", itinerary->n_visits,
		 n_cpus == 1 ? "one core" : "all cores");
	for (i = 0; i < N_WAYS; i++) {
		looks[i] = (struct look){.strategy = ways[i].strategy, .itinerary = itinerary};
		contenders[i] = (struct contender){.name = ways[i].strategy->name,
						   .run = look_once,
						   .data = &looks[i],
						   .every = ways[i].every,
						   .goal = n_cpus == 1 ? ways[i].goal
								       : ways[i].goal_on_many};
	}
	return comparison_run(&comparison);
}

static int prepare(struct itinerary *itinerary, struct bridge *bridge, int *home_netns_fd)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_free_ int *fds = calloc(itinerary->n_visits, sizeof(*fds));
	size_t i;
	int r;

	if (!fds)
		return -ENOMEM;
	r = world_create(BRIDGE, itinerary->n_visits, fds);
	if (r == 0)
		r = netns_open_own(home_netns_fd);
	if (r == 0)
		r = netlink_open(&nl);
	if (r == 0)
		r = bridge_read(nl, BRIDGE, false, bridge);
	for (i = 0; r == 0 && i < itinerary->n_visits; i++) {
		itinerary->visits[i].netns_fd = fds[i];
		r = rtnl_get_netnsid(nl, fds[i], &itinerary->visits[i].netnsid);
	}
	return r;
}

static int run(size_t n_netns, int n_cpus, unsigned int n_rounds)
{
	struct bridge bridge = {0};
	struct itinerary itinerary = {.bridge = &bridge,
				      .timeout_nsec = TIMEOUT_NSEC,
				      .n_visits = n_netns,
				      .visits = calloc(n_netns, sizeof(struct visit))};
	int r;

	if (!itinerary.visits)
		return -ENOMEM;
	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	r = prepare(&itinerary, &bridge, &itinerary.home_netns_fd);
	if (r == 0)
		r = use_cpus(n_cpus);
	if (r == 0)
		r = compare(&itinerary, n_cpus, n_rounds);
	return r;
}

int main(int argc, char **argv)
{
	struct rlimit limit;
	uint64_t n_netns, n_cpus, n_rounds;
	int r;

	if (nsenter_is_for_us(argc, argv))
		return nsenter_look_here(argv);
	log_set_program("looks");
	if (argc != 4 || parse_u64(argv[1], 1, 100000, &n_netns) < 0 ||
	    parse_u64(argv[2], 0, CPU_SETSIZE, &n_cpus) < 0 ||
	    parse_u64(argv[3], 1, 100000, &n_rounds) < 0) {
		log_error("usage: looks N_NETNS N_CPUS N_ROUNDS");
		return EXIT_FAILURE;
	}
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	r = run(n_netns, (int)n_cpus, (unsigned int)n_rounds);
	if (r < 0)
		log_errno(r, "cannot look");
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
