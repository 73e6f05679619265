/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A verdict about one thread: its class, severity and evidence, and the words for them. */
#ifndef ENGINE_FINDING_H
#define ENGINE_FINDING_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"

enum finding_class {
	FINDING_STRANDED,
	FINDING_EXPOSED,
	FINDING_TAINTED,
	FINDING_MISRESTORED,
	FINDING_MISPLACED,
	FINDING_REFUSED,
	FINDING_CLASSES /* not a class: how many there are */
};

enum finding_severity {
	SEVERITY_INFO,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

/* What happened, one step of the story a finding tells. */
enum evidence_kind {
	EVIDENCE_VISIT_BEGAN,	/* tid (the visitor) went into netns */
	EVIDENCE_BORN,		/* tid was made by peer_tid in netns */
	EVIDENCE_CREATOR_LEFT,	/* tid (the creator, or its visitor) went on to netns */
	EVIDENCE_CREATOR_ENDED, /* tid (the creator, or its visitor) ended */
};

struct evidence {
	enum evidence_kind kind;
	uint32_t tid;
	uint32_t peer_tid;  /* 0: none */
	uint64_t time_nsec; /* CLOCK_BOOTTIME; 0: before we attached, or its record was lost */
	struct nstrace_netns netns;
};

#define FINDING_EVIDENCE_MAX 4 /* one of each kind */

struct finding {
	enum finding_class class;
	uint32_t tgid;
	uint32_t tid;
	char comm[NSTRACE_COMM_LEN]; /* hostile text, NUL-terminated */
	struct nstrace_netns netns; /* where the thread is, or for a sibling's visit: the visitor */
	struct nstrace_netns home;
	bool home_inferred;    /* the process ran before we attached: by majority or first switch */
	bool io_worker;	       /* the thread was made by io_uring */
	uint32_t creator_tid;  /* 0: unknown */
	uint32_t visitor_tid;  /* whose visit it was: the creator, a sibling, or 0 */
	uint64_t born_nsec;    /* CLOCK_BOOTTIME; 0: before we attached */
	uint64_t since_nsec;   /* since when the thread is where it should not be, or in danger */
	uint64_t decided_nsec; /* time of the event that settled it */
	unsigned int n_evidence;
	struct evidence evidence[FINDING_EVIDENCE_MAX];
};

const char *finding_class_name(enum finding_class class);
enum finding_severity finding_class_severity(enum finding_class class);
const char *severity_name(enum finding_severity severity);
const char *evidence_kind_name(enum evidence_kind kind);

#endif
