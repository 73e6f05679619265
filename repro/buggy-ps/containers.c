// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The algorithm of the bug, with nothing planted: setns is called in visit() alone, in pairs, on a
 * locked thread, and every visit ends at home. It fails when the runtime clones a thread from the
 * visiting one, and later runs the main task on it.
 *
 * How that comes about: lookup_close() makes a task ready just before a visit. The runtime wakes an
 * idle thread for it (Go: wakep), which takes the kernel some 50 us to do. Meanwhile this thread is
 * in the container and gives its proc away for the first dump; as the task still waits in the run
 * queue, somebody has to take the proc at once (Go: handoffp). The read loop's thread is in the
 * kernel until the connection ends. Is there one more that is idle? The bursts of the lookups, at
 * home, need nearly as many threads; whether they have made one more than before when a visit needs
 * it is up to the kernel's timing. If not, it is cloned here and now, and lies idle at the top of
 * the pool. The reply to the next lookup makes the main task ready, and wakes the idle threads for
 * it from the top.
 *
 * Go has more occasions to clone in a visit: the collection of garbage that an allocation starts
 * (startTheWorldWithSema) is one.
 */
#include "buggy-ps/containers.h"

#include <arpa/inet.h>
#include <sched.h>
#include <string.h>
#include "buggy-ps/lookup.h"
#include "lib/netns.h"
#include "lib/rtnl.h"

#define SHORT_ID_CHARS 12

/* What a visit brings home. */
struct interfaces {
	struct rtnl_links links;
	struct rtnl_addresses addresses;
};

/* What the host says about its bridge. */
struct host {
	int bridge_ifindex;
	struct rtnl_links links;
};

static void cleanup_host(struct host *host)
{
	cleanup_rtnl_links(&host->links);
}

static void cleanup_interfaces(struct interfaces *interfaces)
{
	cleanup_rtnl_links(&interfaces->links);
	cleanup_rtnl_addresses(&interfaces->addresses);
}

/* Each question has a socket of its own, as in the netlink library of `weave ps`. This one is
 * short: the task keeps its proc, and so its thread. */
static int get_bridge(const char *name, struct rtnl_link *ret)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	int r;

	r = netlink_open(&nl);
	return r < 0 ? r : rtnl_get_link(nl, name, ret);
}

/* A dump is long: the thread is without a proc meanwhile. */
static int dump(struct rt_task *self, int (*dump_all)(struct netlink *nl, void *ret), void *ret)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	int r;

	rt_syscall_enter(self);
	r = netlink_open(&nl);
	if (r == 0)
		r = dump_all(nl, ret);
	rt_syscall_exit(self);
	return r;
}

static int dump_all_links(struct netlink *nl, void *ret)
{
	return rtnl_dump_links(nl, ret);
}

static int dump_all_addresses(struct netlink *nl, void *ret)
{
	return rtnl_dump_addresses(nl, AF_INET, ret);
}

/* In the container's netns, where no child of this thread should be born. */
static int look_around(struct rt_task *self, struct interfaces *ret)
{
	int r;

	r = dump(self, dump_all_links, &ret->links);
	return r < 0 ? r : dump(self, dump_all_addresses, &ret->addresses);
}

static int visit(struct rt_task *self, int netns_fd, struct interfaces *ret)
{
	_cleanup_close_ int home_fd = -1;
	int r;

	r = netns_open_own(&home_fd);
	if (r < 0)
		return r;
	if (setns(netns_fd, CLONE_NEWNET) < 0)
		return -errno;
	r = look_around(self, ret);
	if (setns(home_fd, CLONE_NEWNET) < 0)
		return -errno;
	return r;
}

static int visit_locked(struct rt_task *self, int netns_fd, struct interfaces *ret)
{
	int r;

	rt_lock_thread(self);
	r = visit(self, netns_fd, ret);
	rt_unlock_thread(self);
	return r;
}

static bool is_peer_of_port(const struct rtnl_link *link, const struct host *host)
{
	for (size_t i = 0; i < host->links.n; i++) {
		const struct rtnl_link *port = &host->links.items[i];

		if (port->ifindex == link->link && port->master == host->bridge_ifindex &&
		    strcmp(port->kind, "veth") == 0)
			return true;
	}
	return false;
}

static void print_row(const char *id, const struct rtnl_link *link,
		      const struct rtnl_addresses *addresses)
{
	const unsigned char *mac = link->mac;
	char text[INET_ADDRSTRLEN];

	printf("%.*s %02x:%02x:%02x:%02x:%02x:%02x", SHORT_ID_CHARS, id, mac[0], mac[1], mac[2],
	       mac[3], mac[4], mac[5]);
	for (size_t i = 0; i < addresses->n; i++) {
		const struct rtnl_address *address = &addresses->items[i];

		if (address->ifindex == link->ifindex)
			printf(" %s/%u", inet_ntop(AF_INET, &address->in, text, sizeof(text)),
			       address->prefix_length);
	}
	putchar('\n');
}

/* The container is running and its netns is open. */
static int print_rows(struct rt_task *self, const char *id, int netns_fd, const struct host *host)
{
	_cleanup_(cleanup_interfaces) struct interfaces inside = {0};
	int r;

	r = visit_locked(self, netns_fd, &inside);
	if (r < 0)
		return r;
	for (size_t i = 0; i < inside.links.n; i++)
		if (is_peer_of_port(&inside.links.items[i], host))
			print_row(id, &inside.links.items[i], &inside.addresses);
	return 0;
}

static int fail(struct failure *failure, const char *what, int error)
{
	failure->what = what;
	return error;
}

/* What is asked at home: here the stray thread gives itself away. */
static int ask_host(struct rt_task *self, const char *bridge_name, struct host *ret,
		    struct failure *failure)
{
	struct rtnl_link bridge;
	int r;

	r = get_bridge(bridge_name, &bridge);
	if (r < 0) {
		failure->tid = gettid();
		return fail(failure, "Cannot find weave bridge", r);
	}
	ret->bridge_ifindex = bridge.ifindex;
	r = dump(self, dump_all_links, &ret->links);
	return r < 0 ? fail(failure, "Cannot list the bridge's ports", r) : 0;
}

/* -ESRCH: the container has gone meanwhile. */
static int open_netns(pid_t tgid, int *ret_fd, struct failure *failure)
{
	int r = netns_open_process(tgid, ret_fd);

	return r < 0 ? fail(failure, "Cannot open the container's namespace", r) : 0;
}

int containers_print(struct rt_task *self, const char *engine_socket, const char *bridge_name,
		     const char *id, struct failure *failure)
{
	_cleanup_(cleanup_host) struct host host = {0};
	_cleanup_close_ int netns_fd = -1;
	struct lookup lookup;
	int r;

	r = lookup_open(self, engine_socket, id, &lookup);
	if (r < 0)
		return fail(failure, "Cannot ask the engine", r);
	if (lookup.tgid > 0)
		r = ask_host(self, bridge_name, &host, failure);
	if (lookup.tgid > 0 && r == 0)
		r = open_netns(lookup.tgid, &netns_fd, failure);
	/* Not before the namespace is open: as Go's `defer resp.Body.Close()`, which is late too.
	 */
	lookup_close(self, &lookup);
	if (lookup.tgid == 0 || r == -ESRCH)
		return 0;
	if (r < 0)
		return r;
	r = print_rows(self, id, netns_fd, &host);
	return r < 0 ? fail(failure, "Cannot look into the container", r) : 0;
}
