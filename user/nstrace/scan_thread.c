// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/scan_thread.h"

#include <fcntl.h>
#include <string.h>

#include "lib/proc_stat.h"

/* The file's text without the line's end; "": none. Returns its length. */
static size_t read_text(uint32_t tgid, uint32_t tid, const char *file, char *out, size_t size)
{
	_cleanup_close_ int fd = -1;
	char path[80];
	ssize_t n = -1;

	snprintf(path, sizeof(path), "/proc/%u/task/%u/%s", tgid, tid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		n = read(fd, out, size - 1);
	if (n > 0 && out[n - 1] == '\n')
		n--;
	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

bool scan_thread_comm(uint32_t tgid, uint32_t tid, char ret_comm[NSTRACE_COMM_LEN])
{
	char path[80];

	/* An empty name is one, too. */
	if (read_text(tgid, tid, "comm", ret_comm, NSTRACE_COMM_LEN))
		return true;
	snprintf(path, sizeof(path), "/proc/%u/task/%u", tgid, tid);
	return !access(path, F_OK);
}

void scan_thread_activity(uint32_t tgid, uint32_t tid, struct scan_activity *ret)
{
	struct scan_activity activity = {.syscall = -1};
	char text[256];

	read_text(tgid, tid, "syscall", text, sizeof(text));
	activity.running = !strcmp(text, "running");
	if (sscanf(text, "%d", &activity.syscall) != 1)
		activity.syscall = -1;
	read_text(tgid, tid, "wchan", activity.wchan, sizeof(activity.wchan));
	if (!strcmp(activity.wchan, "0"))
		activity.wchan[0] = '\0';
	*ret = activity;
}

uint64_t scan_thread_start(uint32_t tgid, uint32_t tid)
{
	char text[1024];

	read_text(tgid, tid, "stat", text, sizeof(text));
	return proc_stat_nsec(proc_stat_start(text));
}
