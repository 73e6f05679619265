// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finding tracefs. A machine that has not mounted it stays that way: we open a mount of our own
 * that is attached nowhere and goes away with its file descriptor.
 */
#include "nstrace/tracefs.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "lib/parse.h"

static int open_mounted(void)
{
	static const char *const places[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
	struct stat status;
	int fd;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		fd = open(places[i], O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && !fstatat(fd, "events", &status, 0))
			return fd;
		safe_close(fd);
	}
	return -ENOENT;
}

/* -ENOTDIR: tracefs is there, but it takes CAP_SYS_ADMIN to mount it. */
static int open_detached(void)
{
	_cleanup_close_ int context = fsopen("tracefs", FSOPEN_CLOEXEC);
	int fd;

	if (context < 0 || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return errno == EPERM ? -ENOTDIR : -errno;
	fd = fsmount(context, FSMOUNT_CLOEXEC, 0);
	return fd < 0 ? -errno : fd;
}

int tracefs_event_id(const char *event)
{
	_cleanup_close_ int tracefs = open_mounted();
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX], text[32] = "";
	uint64_t id;
	ssize_t n;
	int r;

	if (tracefs < 0)
		tracefs = open_detached();
	if (tracefs < 0)
		return tracefs;
	snprintf(path, sizeof(path), "events/%s/id", event);
	fd = openat(tracefs, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return n < 0 ? -errno : -EIO;
	text[n - 1] = '\0'; /* the newline */
	r = parse_u64(text, 0, INT_MAX, &id);
	return r < 0 ? r : (int)id;
}
