// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/wait_fd.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>

#include "lib/log.h"

int wait_fd_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t mask;
	int fd;

	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&mask, signals[i]);
	fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	sigaddset(&mask, SIGPIPE); /* a write that fails says so itself */
	sigprocmask(SIG_BLOCK, &mask, NULL);
	return fd < 0 ? -errno : fd;
}

int wait_fd_timer(uint64_t duration_nsec)
{
	struct itimerspec at = {
		.it_value.tv_sec = (time_t)(duration_nsec / 1000000000),
		.it_value.tv_nsec = (long)(duration_nsec % 1000000000),
	};
	int fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC);

	if (fd >= 0 && timerfd_settime(fd, 0, &at, NULL) < 0)
		fd = safe_close(fd);
	return fd < 0 ? -errno : fd;
}

/* The process of a thread, 0 if /proc does not tell. */
static uint32_t process_of(uint32_t tid)
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[64], line[128];
	uint32_t tgid = 0;

	snprintf(path, sizeof(path), "/proc/%u/status", tid);
	file = fopen(path, "re");
	while (file && !tgid && fgets(line, sizeof(line), file))
		(void)!sscanf(line, "Tgid: %u", &tgid);
	return tgid;
}

/* What waits for its parent to ask how it ended has a descriptor all the same. */
static bool has_ended(int process_fd)
{
	struct pollfd item = {.fd = process_fd, .events = POLLIN};

	return poll(&item, 1, 0) > 0;
}

int wait_fd_process(uint32_t tgid)
{
	int fd = pidfd_open((pid_t)tgid, 0);

	if (fd >= 0 && !has_ended(fd))
		return fd;
	if (fd >= 0)
		log_error("process %u has ended", tgid);
	else if (errno == ESRCH)
		log_error("there is no process %u", tgid);
	else if (errno == EINVAL || errno == ENOENT)
		log_error("%u is a thread: give the pid of its process, %u", tgid,
			  process_of(tgid));
	else
		log_errno(errno, "cannot watch process %u", tgid);
	safe_close(fd);
	return -ESRCH;
}
