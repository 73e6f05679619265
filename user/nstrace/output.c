// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files and words that all outputs have in common. How something looks is text.c's and json.c's.
 */
#include "nstrace/output.h"

#include <string.h>

int output_open(const char *path, FILE **ret)
{
	FILE *file = path ? fopen(path, "we") : stdout;

	if (!file)
		return -errno;
	*ret = file;
	return 0;
}

int output_flush(FILE *file)
{
	if (fflush(file))
		return -errno;
	/* A line longer than the buffer was written, in vain, before this flush. */
	return ferror(file) ? -EIO : 0;
}

/* Some file systems tell only on close that there is no room. */
int output_close(FILE *file)
{
	int r = output_flush(file);

	if (fclose(file) && !r)
		r = -errno;
	return r;
}

static const char *call_name(const struct nstrace_event *event)
{
	return event->call == NSTRACE_CALL_UNSHARE ? "unshare" : "setns";
}

const char *output_event_name(const struct nstrace_event *event)
{
	switch ((enum nstrace_event_kind)event->kind) {
	case NSTRACE_EVENT_SWITCH:
		return call_name(event);
	case NSTRACE_EVENT_BIRTH:
		return event->flags & NSTRACE_F_THREAD ? "clone" : "fork";
	case NSTRACE_EVENT_EXEC:
		return "exec";
	case NSTRACE_EVENT_EXIT:
		return "exit";
	case NSTRACE_EVENT_THREAD:
		return "thread";
	default:
		return NULL;
	}
}

const char *output_error_name(int error)
{
	const char *name = strerrorname_np(abs(error));

	return name ? name : "unknown";
}

const char *output_lost_name(unsigned int lost_kind)
{
	static const char *const names[NSTRACE_LOST_KINDS] = {
		[NSTRACE_EVENT_UNKNOWN] = "process", [NSTRACE_EVENT_SWITCH] = "switch",
		[NSTRACE_EVENT_BIRTH] = "birth",     [NSTRACE_EVENT_EXEC] = "exec",
		[NSTRACE_EVENT_EXIT] = "exit",	     [NSTRACE_EVENT_THREAD] = "thread",
		[NSTRACE_EVENT_32BIT] = "32bit",     [NSTRACE_LOST_EVIDENCE] = "evidence",
	};

	return names[lost_kind];
}

uint64_t output_n_lost(const struct output_summary *summary)
{
	uint64_t n_lost = 0;

	for (size_t kind = 0; kind < NSTRACE_LOST_KINDS; kind++)
		n_lost += summary->n_lost[kind];
	return n_lost;
}
