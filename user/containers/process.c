// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whether a process is the one an engine meant. Its number alone does not say: the container can
 * have ended since, and the number can be another's. What a number and a time of birth name
 * together is never another process; where the time is not known, the control group has the id.
 */
#include "containers/process.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "lib/netns.h"
#include "lib/proc_stat.h"

#define CGROUPS_BYTES 4096

/* What is gone while we look at it has ended: procfs says one or the other. */
static int read_proc(pid_t tgid, const char *file, char *text, size_t size)
{
	char path[64];
	_cleanup_close_ int fd = -1;
	ssize_t n_bytes;

	snprintf(path, sizeof(path), "/proc/%d/%s", tgid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	n_bytes = read(fd, text, size - 1);
	if (n_bytes < 0)
		return -errno;
	text[n_bytes] = '\0';
	return 0;
}

int process_start(pid_t tgid, uint64_t *ret_ticks)
{
	char text[PROC_STAT_BYTES];
	uint64_t ticks;
	int r;

	r = read_proc(tgid, "stat", text, sizeof(text));
	if (r < 0)
		return r;
	ticks = proc_stat_start(text);
	if (!ticks)
		return -EBADMSG;
	*ret_ticks = ticks;
	return 0;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
	size_t n = strlen(end);

	return length >= n && !strncmp(text + length - n, end, n);
}

/* "<id>", "docker-<id>.scope", "cri-containerd-<id>.scope", "system.slice:docker:<id>". */
static bool names_container(const char *component, size_t length, const char *id)
{
	size_t n_before;

	if (ends_with(component, length, ".scope"))
		length -= strlen(".scope");
	if (!ends_with(component, length, id))
		return false;
	n_before = length - strlen(id);
	return !n_before || strchr("-:", component[n_before - 1]);
}

bool cgroups_name_container(const char *cgroups, const char *id)
{
	size_t length;

	for (; *cgroups; cgroups += length + !!cgroups[length]) {
		length = strcspn(cgroups, "/\n");
		if (names_container(cgroups, length, id))
			return true;
	}
	return false;
}

static int check_cgroup(const struct container *container)
{
	char cgroups[CGROUPS_BYTES];
	int r;

	r = read_proc(container->init_tgid, "cgroup", cgroups, sizeof(cgroups));
	if (r < 0)
		return r;
	return cgroups_name_container(cgroups, container->id) ? 0 : -ESRCH;
}

int process_check(struct container *container)
{
	uint64_t ticks;
	int r;

	if (!container->init_tgid)
		return -ESRCH;
	r = process_start(container->init_tgid, &ticks);
	if (r == 0 && !container->init_start_ticks)
		r = check_cgroup(container);
	if (r < 0)
		return r;
	if (container->init_start_ticks && container->init_start_ticks != ticks)
		return -ESRCH;
	container->init_start_ticks = ticks;
	return 0;
}

/* The check comes last: a process that is the container's now was it when its namespace was opened,
 * as it was born before. */
int container_open_netns(const struct container *container, int *ret_fd)
{
	struct container checked = *container;
	_cleanup_close_ int netns_fd = -1;
	int r = 0;

	if (!checked.init_start_ticks)
		r = process_check(&checked);
	if (r == 0)
		r = netns_open_process(checked.init_tgid, &netns_fd);
	if (r == 0)
		r = process_check(&checked);
	if (r < 0)
		return r;
	*ret_fd = netns_fd;
	netns_fd = -1;
	return 0;
}
