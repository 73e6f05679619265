// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The engine that needs no daemon: its containers are children of the lab's host in namespaces of
 * their own. Nothing of the machine is changed, for the host has a private network and mount
 * namespace, and everything made here is in those and goes with them.
 */
#include "lab/engine.h"

#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "lab/container.h"
#include "lab/deadline.h"
#include "lab/network.h"
#include "lab/rootfs.h"

/* More than the processors can do at once, so that none idles while another waits for RCU. */
#define MAX_STARTING	8
#define ROOTFS		"/run/rootfs"
#define LINKS_GONE_MSEC 10000 /* it takes some 100; a machine in trouble may need seconds */

struct native {
	struct netlink *nl;
	int bridge_ifindex;
	int own_pidfd;
	int stdin_fds[2]; /* the containers' standard input, and its end that nobody writes to */
};

static int make_namespaces(struct native *native)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) < 0)
		return -errno;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID, "mode=755") < 0)
		return -errno;
	return netlink_open(&native->nl);
}

static int make_bridge(struct native *native)
{
	struct in_addr address = network_bridge_address();
	int loopback_ifindex;
	int r;

	network_disable_ipv6();
	r = network_set_up(native->nl, "lo", &loopback_ifindex);
	if (r >= 0)
		r = network_add_bridge(native->nl, LAB_BRIDGE, &native->bridge_ifindex);
	if (r >= 0)
		r = network_add_address(native->nl, native->bridge_ifindex, address, true);
	return r;
}

static int make_rootfs(struct native *native)
{
	(void)native;
	return mkdir(ROOTFS, 0755) < 0 ? -errno : rootfs_build(ROOTFS);
}

static int make_lifelines(struct native *native)
{
	native->own_pidfd = pidfd_open(getpid(), 0);
	if (native->own_pidfd < 0 || pipe2(native->stdin_fds, O_CLOEXEC) < 0)
		return -errno;
	return 0;
}

static int native_open(const struct engine_context *context, void **ret_state)
{
	static const struct {
		const char *name;
		int (*take)(struct native *native);
	} steps[] = {
		{"make private network and mount namespaces", make_namespaces},
		{"make the bridge", make_bridge},
		{"build a root file system of a static /bin/busybox", make_rootfs},
		{"prepare for containers", make_lifelines},
	};
	struct native *native = calloc(1, sizeof(*native));
	size_t i;
	int r;

	if (!native)
		return -ENOMEM;
	native->own_pidfd = native->stdin_fds[0] = native->stdin_fds[1] = -1;
	*ret_state = native;
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		snprintf(context->step, LAB_FAILURE_BYTES, "%s", steps[i].name);
		r = steps[i].take(native);
		if (r < 0)
			return r;
	}
	return 0;
}

_Noreturn static void run_child(const struct native *native, unsigned int index,
				const struct lab_container *container, int status_fd)
{
	struct container_plan plan = {.name = container->name,
				      .index = index,
				      .rootfs = ROOTFS,
				      .bridge_ifindex = native->bridge_ifindex,
				      .host_pidfd = native->own_pidfd,
				      .stdin_fd = native->stdin_fds[0],
				      .status_fd = status_fd};

	container_run(&plan);
}

static int native_start(void *state, unsigned int index, struct lab_container *container,
			int *ret_status_fd)
{
	struct native *native = state;
	int status_fds[2];
	long tgid;

	if (pipe2(status_fds, O_CLOEXEC) < 0)
		return -errno;
	/* fork() with one flag more: unshare(CLONE_NEWPID) works only once in a process. */
	tgid = syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
	if (tgid == 0)
		run_child(native, index, container, status_fds[1]);
	safe_close(status_fds[1]);
	if (tgid < 0) {
		safe_close(status_fds[0]);
		return -errno;
	}
	container->tgid = (pid_t)tgid;
	*ret_status_fd = status_fds[0];
	return 0;
}

static void kill_containers(const struct lab_container *containers, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (containers[i].tgid)
			kill(containers[i].tgid, SIGKILL);
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* A socket that becomes readable when a link changes. */
static int open_monitor(struct mnl_socket **ret)
{
	struct mnl_socket *monitor = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (!monitor)
		return -errno;
	if (mnl_socket_bind(monitor, RTMGRP_LINK, MNL_SOCKET_AUTOPID) < 0) {
		int error = errno;

		mnl_socket_close(monitor);
		return -error;
	}
	*ret = monitor;
	return 0;
}

/* Whatever the events say, or were they lost: the links themselves are counted afterwards. */
static void drain(int monitor_fd)
{
	char discard[4096];

	while (recv(monitor_fd, discard, sizeof(discard), 0) >= 0 || errno == ENOBUFS)
		;
}

/* A container's veth ends when the kernel has destroyed its namespace, some time after the last
 * process in it was reaped, and takes the port on the bridge along. Gives how many stay. */
static unsigned int await_ports_gone(struct native *native, int monitor_fd)
{
	struct pollfd monitor = {.fd = monitor_fd, .events = POLLIN};
	uint64_t deadline_nsec = deadline_in_msec(LINKS_GONE_MSEC);
	unsigned int n_left = 1; /* if nobody can tell, it is not none */

	while (network_count_ports(native->nl, native->bridge_ifindex, &n_left) >= 0) {
		if (n_left == 0 || poll(&monitor, 1, deadline_msec_left(deadline_nsec)) <= 0)
			break;
		drain(monitor_fd);
	}
	return n_left;
}

static unsigned int end_links(struct native *native)
{
	struct mnl_socket *monitor = NULL;
	unsigned int n_left = 1;

	/* All names of network namespaces at once; each would keep its own. Not to be reached when
	 * there is no private mount namespace: there is a bridge, so there is one. */
	(void)umount2("/run", MNT_DETACH);
	if (open_monitor(&monitor) >= 0) {
		n_left = await_ports_gone(native, mnl_socket_get_fd(monitor));
		mnl_socket_close(monitor);
	}
	if (network_delete_link(native->nl, native->bridge_ifindex) < 0)
		n_left++;
	return n_left;
}

static void native_free(struct native *native)
{
	netlink_close(native->nl);
	safe_close(native->own_pidfd);
	safe_close(native->stdin_fds[0]);
	safe_close(native->stdin_fds[1]);
	free(native);
}

static void native_stop(void *state, const struct lab_container *containers, unsigned int n,
			struct lab_left *ret_left)
{
	struct native *native = state;

	kill_containers(containers, n);
	*ret_left = (struct lab_left){.n_links = native->bridge_ifindex ? end_links(native) : 0};
	native_free(native);
}

const struct lab_engine engine_native = {
	.name = "native",
	.has_own_host = true,
	.max_starting = MAX_STARTING,
	/* Containers start in 5 ms. The end is more than native_stop() itself waits for links. */
	.patience = {.start = 30000, .start_each = 100, .stop = 15000},
	.open = native_open,
	.start = native_start,
	.stop = native_stop,
};
