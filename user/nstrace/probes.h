/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel side, seen from here: load the BPF object, attach what attaches, hand out its records.
 * It knows nothing of findings; nobody but it and its parts (programs, trial, rings) knows libbpf.
 */
#ifndef NSTRACE_PROBES_H
#define NSTRACE_PROBES_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace_abi.h"

/* When a program is attached. */
enum probe_occasion {
	PROBE_ALWAYS,
	PROBE_32BIT,	/* there is a 32-bit program */
	PROBE_EVIDENCE, /* somebody is away, and evidence is wanted */
};

/* One BPF program: where it goes and what is lost without it. */
struct probe {
	const char *program;
	const char *tracepoint; /* below tracefs' events/; NULL: libbpf knows from the section */
	const char *sees;	/* what it is for, for people */
	bool needed;		/* without it there is no tracing at all */
	enum probe_occasion occasion;
};

#define N_PROBES 11

extern const struct probe probe_table[N_PROBES];

struct probes;

typedef void (*probes_record_fn)(const struct nstrace_event *event, void *userdata);
typedef void (*probes_evidence_fn)(const struct nstrace_evidence *evidence, void *userdata);
typedef void (*probes_stack_fn)(const struct nstrace_stack *stack, void *userdata);

/* What to look at. */
struct probes_scope {
	const uint32_t *tgids; /* only these processes and their later children; */
	size_t n_tgids;	       /* 0: the whole machine */
	uint32_t kinds;	       /* of namespaces: a bit 1 << enum nstrace_nsid_kind for each */
	const struct nstrace_cgroup *cgroups; /* only processes in one of these, or below; */
	size_t n_cgroups;		      /* 0: all; at most NSTRACE_CGROUPS_MAX */
	bool evidence;	    /* probes_watch() may be called: that is for kind net only */
	bool snapshot_only; /* no trace: nothing is attached but what probes_snapshot() needs */
	/* Gets each new stack before the first record that has its number; NULL: none are taken. */
	probes_stack_fn on_stack;
	void *stack_userdata;
};

/* Load and attach everything that this kernel takes. *ret is the caller's to probes_close().
 * Returns 0 or a negative errno, for which refusal_reason() has words. */
int probes_open(const struct probes_scope *scope, struct probes **ret) warn_unused_result_;
void probes_close(struct probes *probes);

/* 0: attached; -ENODATA: not asked for; else the negative errno of the program's load or attach. */
int probes_status(const struct probes *probes, size_t probe);

/* Where every thread is that is not with its group leader. For a trace call it once, after
 * probes_open() and before the first probes_consume(): then no switch falls between the two. */
int probes_snapshot(struct probes *probes, probes_record_fn on_record,
		    void *userdata) warn_unused_result_;

/* From now on a snapshot without a trace tells of all threads of this process, which lives at home.
 */
int probes_tell_all(struct probes *probes, uint32_t tgid,
		    const struct nstrace_nsid *home) warn_unused_result_;

/* Tell the kernel side where a process lives: with a home of its own, who is away is known at last,
 * but not counted. A process that it knows nothing of is left alone. */
void probes_set_home(struct probes *probes, uint32_t tgid, const struct nstrace_nsid *home);

/* For the occasions that come and go, while which every system call of the machine costs more.
 * Attaching again does nothing; what fails is in probes_status(). */
void probes_attach(struct probes *probes, enum probe_occasion occasion);
void probes_detach(struct probes *probes, enum probe_occasion occasion);
bool probes_attached(const struct probes *probes, enum probe_occasion occasion);

/* Readable when there are records of events, or of evidence. */
int probes_fd(const struct probes *probes);
int probes_evidence_fd(const struct probes *probes);

/* Hand over the records that are there, but not too many at once, in the order in which it
 * happened. Returns 1 if there may be more, 0 if those were all, or a negative errno. */
int probes_consume(struct probes *probes, probes_record_fn on_record,
		   probes_evidence_fn on_evidence, void *userdata);

/* Records that the kernel could not send so far, per kind; [0]: processes that found no room. */
void probes_lost(const struct probes *probes, uint64_t ret_lost[NSTRACE_LOST_KINDS]);

/* Stacks are wanted, and this kernel can take them. */
bool probes_take_stacks(const struct probes *probes);

/* Stacks that found no room: their records have none. */
uint64_t probes_stacks_skipped(const struct probes *probes);

/* Show libbpf's own messages: for --verbose. */
void probes_set_verbose(bool verbose);

#endif
