// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The helper has one thread and ends in the last namespace that it visited: it never goes home, and
 * nobody else is there to be found in the wrong place. The list can be long, so it goes to the
 * parent as a file in memory.
 */
#include "nstrace/container_reader.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "containers/containers.h"
#include "lib/escape.h"
#include "nstrace/confine.h"
#include "nstrace/netns_cookie.h"
#include "nstrace/proc_ns.h"
#include "lib/proc_stat.h"

#define LIMIT_NSEC	 2000000000
#define FILES_LIMIT_NSEC 1000000000 /* of it */

static void copy_word(char *out, const char *hostile_word)
{
	if (hostile_word)
		escape_text(hostile_word, out, CONTAINER_WORD_MAX);
}

static void label(const struct container *container, struct container_label *ret)
{
	copy_word(ret->name, container->name);
	copy_word(ret->id, container->id);
	copy_word(ret->engine, container->engine);
	copy_word(ret->pod, container->pod);
	copy_word(ret->pod_namespace, container->pod_namespace);
}

/* The engine's process that started it is where the engine is: what they share is not its own. */
static void read_namespaces(struct listed_container *listed)
{
	char stat[PROC_STAT_BYTES], own[32], parents[32];

	proc_stat_read(listed->tgid, stat);
	listed->start_ticks = proc_stat_start(stat);
	snprintf(own, sizeof(own), "/proc/%u", listed->tgid);
	snprintf(parents, sizeof(parents), "/proc/%u", proc_stat_parent(stat));
	for (uint32_t kind = NSTRACE_KIND_NET; kind < NSTRACE_KINDS; kind++) {
		uint32_t ino = proc_ns_ino(AT_FDCWD, own, kind);

		if (ino && ino != proc_ns_ino(AT_FDCWD, parents, kind))
			listed->nsids[kind] = (struct nstrace_nsid){.ino = ino, .kind = kind};
	}
}

/* Into the container, for good. */
static void read_cookie(struct listed_container *listed, int netns_fd)
{
	struct stat seen;

	if (!fstat(netns_fd, &seen) && seen.st_ino == listed->nsids[NSTRACE_KIND_NET].ino &&
	    !setns(netns_fd, CLONE_NEWNET))
		listed->nsids[NSTRACE_KIND_NET].cookie = netns_own_cookie();
}

/* False: it has ended. Its number is its own as long as the descriptor could be opened after it had
 * been looked at. */
static bool look_at(const struct container *container, struct listed_container *ret)
{
	_cleanup_close_ int netns_fd = -1;

	ret->tgid = (uint32_t)container->init_tgid;
	label(container, &ret->label);
	read_namespaces(ret);
	if (container_open_netns(container, &netns_fd) < 0)
		return false;
	if (ret->nsids[NSTRACE_KIND_NET].ino)
		read_cookie(ret, netns_fd);
	return true;
}

static int list(int list_fd)
{
	const struct containers_options options = {.timeout_nsec = FILES_LIMIT_NSEC};
	_cleanup_containers_ struct containers containers = {};
	int r = containers_read_files(&options, &containers);

	for (size_t i = containers.n, n = 0; r >= 0 && i-- > 0 && n < LISTED_CONTAINERS_MAX;) {
		struct listed_container listed = {};

		if (!containers.items[i].init_tgid || !look_at(&containers.items[i], &listed))
			continue;
		n++;
		if (write(list_fd, &listed, sizeof(listed)) != sizeof(listed))
			r = -EIO;
	}
	return r;
}

static void work(int socket_fd, const void *unused)
{
	_cleanup_close_ int list_fd = -1;
	const char done = 1;

	(void)unused;
	prctl(PR_SET_NAME, "nstrace-names");
	if (confine_fds(&socket_fd, 1) < 0)
		return;
	list_fd = memfd_create("containers", MFD_CLOEXEC);
	if (list_fd >= 0 && list(list_fd) >= 0)
		helper_send(socket_fd, &done, sizeof(done), &list_fd, 1);
}

int container_reader_start(struct helpers *helpers, struct helper *ret)
{
	return helper_start(helpers, LIMIT_NSEC, work, NULL, ret);
}

static int read_list(int list_fd, struct listed_container **ret, size_t *ret_n)
{
	_cleanup_free_ struct listed_container *listed = NULL;
	struct stat status;

	if (fstat(list_fd, &status))
		return -errno;
	listed = malloc((size_t)status.st_size + 1);
	if (!listed)
		return -ENOMEM;
	if (pread(list_fd, listed, (size_t)status.st_size, 0) != status.st_size)
		return -EIO;
	*ret_n = (size_t)status.st_size / sizeof(*listed);
	*ret = listed;
	listed = NULL;
	return 0;
}

int container_reader_finish(const struct helper *helper, struct listed_container **ret,
			    size_t *ret_n)
{
	int fds[HELPER_FDS_MAX], r;
	size_t n_fds = 0;
	char done = 0;
	ssize_t n = helper_receive_fds(helper, &done, sizeof(done), fds, &n_fds);

	if (n < 0)
		return (int)n;
	if (n_fds != 1)
		return -EMFILE;
	r = read_list(fds[0], ret, ret_n);
	safe_close(fds[0]);
	return r;
}
