/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel side remembers: per process and kind of namespace its home and how many of its
 * threads are away, so that the probes on clone, exec and exit find out with one lookup (for each
 * kind that is traced, and only net is by default) that there is nothing to tell.
 */
#ifndef STATE_H
#define STATE_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "nsid.h"

/* Only processes that ever switched have an entry, and those that were forked from a thread away
 * until they call exec; with follow_only, only those that we follow. */
struct processes_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536); /* for each kind that is traced: user space multiplies */
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct nstrace_process_key);
	__type(value, struct nstrace_process);
};

struct events_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 * 1024 * 1024);
};

/* When a thread that is away last came out of a system call, while evidence is watched for. */
struct last_calls_map {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);   /* tid */
	__type(value, __u64); /* CLOCK_BOOTTIME, nanoseconds */
};

extern struct processes_map processes SEC(".maps");
extern struct last_calls_map last_calls SEC(".maps");
extern struct events_map events SEC(".maps");

/* Set by user space before loading: trace the processes in the map and their children, no others.
 */
extern const volatile bool follow_only;
extern const volatile __u32 own_tgid; /* nstrace itself */

/* Likewise: the kinds of namespaces that are traced, a bit 1 << enum nstrace_nsid_kind for each. */
extern const volatile __u32 kinds;

#define for_each_kind(kind)                                               \
	for (__u32 kind = NSTRACE_KIND_NET; kind < NSTRACE_KINDS; kind++) \
		if (kinds & 1u << kind)

/* Records that could not be sent, per kind; [0]: processes that found no room in the map. */
extern __u64 lost[NSTRACE_LOST_KINDS];

static __always_inline void state_count_lost(__u32 kind)
{
	if (kind < NSTRACE_LOST_KINDS)
		__sync_fetch_and_add(&lost[kind], 1);
}

static __always_inline struct nstrace_process *state_find(__u32 tgid, __u32 kind)
{
	struct nstrace_process_key key = {.tgid = tgid, .kind = kind};

	return bpf_map_lookup_elem(&processes, &key);
}

/* With follow_only: is it one of those? They are entered for every kind. */
static __always_inline bool state_is_followed(__u32 tgid)
{
	for_each_kind(kind)
		if (state_find(tgid, kind))
			return true;
	return false;
}

static __always_inline void state_forget(__u32 tgid, __u32 kind)
{
	struct nstrace_process_key key = {.tgid = tgid, .kind = kind};

	bpf_map_delete_elem(&processes, &key);
}

/* The process, entered if it is new and everyone is traced. NULL: not to be traced, or no room. */
static __always_inline struct nstrace_process *state_enter(__u32 tgid, __u32 kind)
{
	struct nstrace_process_key key = {.tgid = tgid, .kind = kind};
	struct nstrace_process *process = state_find(tgid, kind);
	struct nstrace_process fresh = {};

	if (process || follow_only)
		return process;
	bpf_map_update_elem(&processes, &key, &fresh, BPF_NOEXIST);
	process = state_find(tgid, kind); /* another thread may have been quicker: same thing */
	if (!process)
		state_count_lost(NSTRACE_EVENT_UNKNOWN);
	return process;
}

/* Nobody in the process ever switched: all of it is at home, wherever that is. */
static __always_inline bool state_is_settled(const struct nstrace_process *process)
{
	return !process->home.ino;
}

/* Somebody is away, or may be: births and deaths in this process matter. */
static __always_inline bool state_is_restless(const struct nstrace_process *process)
{
	return !state_is_settled(process) &&
	       (process->n_away || process->flags & NSTRACE_PROCESS_UNCOUNTED);
}

/* Its first exec, its end and its own forks matter, whoever switched. */
static __always_inline bool state_is_born_away(const struct nstrace_process *process)
{
	return process->flags & NSTRACE_PROCESS_BORN_AWAY;
}

/* Whether it is wanted is still to be decided. Once it is, that holds until its next exec, and for
 * what it forks astray. */
static __always_inline bool state_is_undecided(const struct nstrace_process *process)
{
	return !process || (state_is_settled(process) && !state_is_born_away(process));
}

static __always_inline bool state_is_away(const struct nstrace_process *process,
					  const struct nstrace_nsid *where)
{
	return !state_is_settled(process) && !nsid_same(where, &process->home);
}

/* One thread of the process went away (+1), or came home or ended (-1). Other threads count too at
 * this very moment, so the counter is only ever added to. */
static __always_inline void state_count_away(struct nstrace_process *process, int change)
{
	__sync_fetch_and_add(&process->n_away, change);
}

#endif
