// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/nsid.h"

#include <string.h>

static const char *const names[NSTRACE_KINDS] = {
	[NSTRACE_KIND_UNKNOWN] = "unknown",
	[NSTRACE_KIND_NET] = "net",
	[NSTRACE_KIND_MNT] = "mnt",
	[NSTRACE_KIND_UTS] = "uts",
	[NSTRACE_KIND_IPC] = "ipc",
	[NSTRACE_KIND_CGROUP] = "cgroup",
	[NSTRACE_KIND_PID_FOR_CHILDREN] = "pid_for_children",
	[NSTRACE_KIND_TIME_FOR_CHILDREN] = "time_for_children",
};

const char *nsid_kind_name(uint32_t kind)
{
	return names[kind < NSTRACE_KINDS ? kind : NSTRACE_KIND_UNKNOWN];
}

enum nstrace_nsid_kind nsid_kind_of_name(const char *name)
{
	for (int kind = NSTRACE_KIND_NET; kind < NSTRACE_KINDS; kind++)
		if (!strcmp(name, names[kind]))
			return (enum nstrace_nsid_kind)kind;
	return NSTRACE_KIND_UNKNOWN;
}
