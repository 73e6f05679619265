// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/sources.h"

#include <sys/signalfd.h>

#include "lib/log.h"
#include "nstrace/wait_fd.h"

static int open_processes(struct sources *sources, const uint32_t *tgids, size_t n_tgids)
{
	for (size_t i = 0; i < n_tgids; i++) {
		struct pollfd *item = &sources->items[SOURCE_PROCESSES + i];

		item->fd = wait_fd_process(tgids[i]);
		if (item->fd < 0)
			return item->fd;
		sources->n_processes = ++sources->n_alive;
	}
	return 0;
}

int sources_open(struct sources *sources, const uint32_t *tgids, size_t n_tgids)
{
	int r;

	*sources = (struct sources){
		.items = calloc(SOURCE_PROCESSES + n_tgids, sizeof(*sources->items))};
	if (!sources->items)
		return log_errno(ENOMEM, "cannot start");
	for (size_t i = 0; i < SOURCE_PROCESSES + n_tgids; i++)
		sources->items[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	r = open_processes(sources, tgids, n_tgids);
	if (r < 0)
		return r;
	r = wait_fd_signals();
	if (r < 0)
		return log_errno(r, "cannot wait for signals");
	sources->items[SOURCE_SIGNALS].fd = r;
	return 0;
}

int sources_limit_time(struct sources *sources, uint64_t duration_nsec)
{
	int r = wait_fd_timer(duration_nsec);

	if (r < 0)
		return log_errno(r, "cannot set a timer");
	sources->items[SOURCE_TIMER].fd = r;
	return 0;
}

void sources_close(struct sources *sources)
{
	for (size_t i = 0; sources->items && i < SOURCE_PROCESSES + sources->n_processes; i++)
		if (i != SOURCE_EVENTS && i != SOURCE_EVIDENCE)
			safe_close(sources->items[i].fd);
	free(sources->items);
	*sources = (struct sources){};
}

int sources_wait(struct sources *sources, int timeout_msec)
{
	return poll(sources->items, SOURCE_PROCESSES + sources->n_processes, timeout_msec);
}

bool sources_is_ready(const struct sources *sources, enum source source)
{
	return sources->items[source].revents;
}

bool sources_take_signal(const struct sources *sources, int *ret_signal, bool *ret_is_sent)
{
	struct signalfd_siginfo info;

	if (read(sources->items[SOURCE_SIGNALS].fd, &info, sizeof(info)) != sizeof(info))
		return false;
	*ret_signal = (int)info.ssi_signo;
	*ret_is_sent = info.ssi_code <= 0;
	return true;
}

void sources_forget_timer(struct sources *sources)
{
	struct pollfd *timer = &sources->items[SOURCE_TIMER];

	timer->fd = safe_close(timer->fd);
}

bool sources_take_ends(struct sources *sources)
{
	for (size_t i = 0; i < sources->n_processes; i++) {
		struct pollfd *process = &sources->items[SOURCE_PROCESSES + i];

		if (process->fd < 0 || !process->revents)
			continue;
		process->fd = safe_close(process->fd);
		sources->n_alive--;
	}
	return sources->n_processes && !sources->n_alive;
}
