// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/loop.h"

#include <limits.h>
#include <signal.h>

#include "lib/clock.h"
#include "lib/log.h"

void loop_snapshot_record(const struct nstrace_event *event, void *userdata)
{
	struct loop *loop = userdata;

	if (event->kind == NSTRACE_EVENT_32BIT)
		watch_32bit(&loop->watch);
	else
		reporter_snapshot_record(event, loop->reporter);
}

static void take_record(const struct nstrace_event *event, void *userdata)
{
	struct loop *loop = userdata;

	if (event->kind == NSTRACE_EVENT_32BIT)
		watch_32bit(&loop->watch);
	else
		reporter_record(event, loop->reporter);
}

static void take_evidence(const struct nstrace_evidence *evidence, void *userdata)
{
	struct loop *loop = userdata;

	reporter_evidence(evidence, loop->reporter);
}

/* A signal that somebody sent to us alone is meant for the command as well; one from the terminal
 * has reached it already. Either way the trace goes on until the command has ended. */
static void take_signal(struct loop *loop)
{
	bool is_sent;
	int signal;

	if (!sources_take_signal(&loop->sources, &signal, &is_sent))
		return;
	loop->is_interrupted = true;
	if (!loop->command)
		loop->stop = true;
	else if (is_sent)
		command_signal(loop->command, signal);
}

/* As timeout(1) does: the command is asked to end, and what it does until then is still traced. */
static void take_timeout(struct loop *loop)
{
	sources_forget_timer(&loop->sources);
	if (loop->command)
		command_signal(loop->command, SIGTERM);
	else
		loop->stop = true;
}

/* A failed output ends a trace that has no other purpose; a command is let finish its work. Returns
 * 1 if there may be more records, 0 if not, or a negative errno. */
static int take_records(struct loop *loop)
{
	int r = probes_consume(loop->probes, take_record, take_evidence, loop);

	if (r < 0)
		return log_errno(r, "cannot read the kernel's records");
	if (reporter_error(loop->reporter) < 0 && !loop->command)
		loop->stop = true;
	return r;
}

/* What happened before the end; the ring holds less than this, and what comes later is not asked.
 */
static int take_last_records(struct loop *loop)
{
	int n_portions = 40, r;

	do
		r = take_records(loop);
	while (r > 0 && --n_portions > 0);
	return r < 0 ? r : 0;
}

/* For poll(): until time alone settles something; -1: until something happens. */
static int wait_msec(const struct loop *loop)
{
	uint64_t deadline_nsec = reporter_deadline(loop->reporter);
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME), msec;

	if (!deadline_nsec || (loop->watch.until_nsec && loop->watch.until_nsec < deadline_nsec))
		deadline_nsec = loop->watch.until_nsec;
	if (!deadline_nsec)
		return -1;
	if (deadline_nsec <= now_nsec)
		return 0;
	msec = (deadline_nsec - now_nsec) / 1000000 + 1;
	return msec < INT_MAX ? (int)msec : INT_MAX;
}

int loop_run(struct loop *loop)
{
	uint64_t now_nsec;
	int r = 0;

	while (!loop->stop && r >= 0) {
		r = sources_wait(&loop->sources, r > 0 ? 0 : wait_msec(loop));
		if (r < 0 && errno != EINTR)
			return log_errno(errno, "cannot wait for events");
		/* Before the records are taken: then they have all that happened until now. */
		now_nsec = clock_nsec(CLOCK_BOOTTIME);
		r = take_records(loop);
		if (r == 0)
			reporter_advance(loop->reporter, now_nsec);
		watch_evidence(&loop->watch, now_nsec);
		if (sources_is_ready(&loop->sources, SOURCE_SIGNALS))
			take_signal(loop);
		if (sources_is_ready(&loop->sources, SOURCE_TIMER))
			take_timeout(loop);
		if (sources_take_ends(&loop->sources))
			loop->stop = true;
	}
	return r < 0 ? r : take_last_records(loop);
}
