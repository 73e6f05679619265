// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each container sets itself up, its side of the bridge included, over a netlink socket it opened
 * before it left the host's network namespace; so the host only forks, and they start in parallel.
 */
#include "lab/container.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "lab/death.h"
#include "lab/identity.h"
#include "lab/network.h"
#include "lab/rootfs.h"
#include "lib/netns.h"

struct container {
	const struct container_plan *plan;
	struct netlink *host_nl;
	struct engine_status status;
};

static int leave_parent(struct container *container)
{
	int r;

	r = die_with(container->plan->host_pidfd);
	if (r < 0)
		return r;
	return setsid() < 0 ? -errno : 0;
}

static int unshare_namespaces(struct container *container)
{
	const char *name = container->plan->name;
	int r;

	r = netlink_open(&container->host_nl);
	if (r < 0)
		return r;
	if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC) < 0)
		return -errno;
	if (sethostname(name, strlen(name)) < 0)
		return -errno;
	network_disable_ipv6();
	return identity_of_netns(&container->status.netns);
}

static int set_up_links(struct netlink *nl, struct in_addr address)
{
	int ifindex;
	int r;

	r = network_set_up(nl, "lo", &ifindex);
	if (r < 0)
		return r;
	r = network_set_up(nl, NETWORK_INNER_LINK, &ifindex);
	if (r < 0)
		return r;
	return network_add_address(nl, ifindex, address, true);
}

static int join_bridge(struct container *container)
{
	const struct container_plan *plan = container->plan;
	_cleanup_netlink_ struct netlink *own_nl = NULL;
	_cleanup_close_ int netns_fd = -1;
	int r;

	r = netns_open_own(&netns_fd);
	if (r < 0)
		return r;
	r = network_add_veth(container->host_nl, plan->index, plan->bridge_ifindex, netns_fd);
	if (r < 0)
		return r;
	r = netlink_open(&own_nl);
	if (r < 0)
		return r;
	return set_up_links(own_nl, network_address(plan->index));
}

static int enter_rootfs(struct container *container)
{
	return rootfs_enter(container->plan->rootfs);
}

static int redirect_stdio(struct container *container)
{
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null_fd < 0)
		return -errno;
	if (dup2(container->plan->stdin_fd, STDIN_FILENO) < 0 || dup2(null_fd, STDOUT_FILENO) < 0 ||
	    dup2(null_fd, STDERR_FILENO) < 0)
		return -errno;
	return 0;
}

static void report(const struct container *container)
{
	const struct engine_status *status = &container->status;

	/* The host is gone if it can't be told, and the signal of its death on the way. */
	(void)!write(container->plan->status_fd, status, sizeof(*status));
}

static int exec_shell(struct container *container)
{
	static const char *const environment[] = {"PATH=/bin:/sbin:/usr/bin:/usr/sbin",
						  "HOME=/root", NULL};
	sigset_t none;

	/* Not what the host's starter and the host changed for themselves. */
	sigemptyset(&none);
	if (sigprocmask(SIG_SETMASK, &none, NULL) < 0 || signal(SIGPIPE, SIG_DFL) == SIG_ERR)
		return -errno;
	report(container);
	execle("/bin/sh", "/bin/sh", NULL, environment);
	return -errno;
}

void container_run(const struct container_plan *plan)
{
	static const struct {
		const char *name;
		int (*take)(struct container *container);
	} steps[] = {
		{"leave its parent", leave_parent},
		{"make its namespaces", unshare_namespaces},
		{"join the bridge", join_bridge},
		{"enter its root file system", enter_rootfs},
		{"redirect its standard streams", redirect_stdio},
		{"execute /bin/sh", exec_shell},
	};
	struct container container = {.plan = plan};
	size_t i;
	int r = 0;

	for (i = 0; r >= 0 && i < sizeof(steps) / sizeof(steps[0]); i++) {
		r = steps[i].take(&container);
		container.status.error = r;
		snprintf(container.status.step, sizeof(container.status.step), "cannot %s",
			 steps[i].name);
	}
	report(&container);
	_exit(EXIT_FAILURE);
}
