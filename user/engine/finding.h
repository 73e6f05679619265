/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A verdict about one thread: its class, severity and evidence, and the words for them. */
#ifndef ENGINE_FINDING_H
#define ENGINE_FINDING_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"
#include "engine/deeds.h"

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
	FINDING_SEVERITIES /* not a severity: how many there are */
};

/* What happened, one step of the story a finding tells. */
enum evidence_kind {
	EVIDENCE_FOUND,		/* tid was there already when we attached */
	EVIDENCE_VISIT_BEGAN,	/* tid (the visitor) went there */
	EVIDENCE_BORN,		/* tid was made by peer_tid there */
	EVIDENCE_CREATOR_LEFT,	/* tid (the creator, or its visitor) went on there */
	EVIDENCE_CREATOR_ENDED, /* tid (the creator, or its visitor) ended */
	EVIDENCE_REFUSED,	/* a switch by tid, there, failed: error, n_threads */
	EVIDENCE_STILL_THERE,	/* tid was still there then, and it made peer_tid, if any */
	EVIDENCE_OVERDUE,	/* tid was still away when its visit had lasted too long */
	EVIDENCE_RESTORED,	/* tid went home, where it was already */
	EVIDENCE_VISIT_ENDED,	/* tid (the visitor) came home, or ended away */
	EVIDENCE_FORKED,	/* process tid comes from a fork by thread peer_tid there */
	EVIDENCE_RAN,		/* process tid called exec there */
};

struct evidence {
	enum evidence_kind kind;
	uint32_t tid;
	uint32_t peer_tid;  /* 0: none */
	uint64_t time_nsec; /* CLOCK_BOOTTIME; 0: before we attached, or its record was lost */
	struct nstrace_nsid where;
	int32_t error;	    /* REFUSED: a negative errno */
	uint32_t n_threads; /* REFUSED: of the process */
};

#define FINDING_EVIDENCE_MAX 4 /* no class has more */

struct finding {
	enum finding_class class;
	enum finding_severity severity; /* its class's, or less */
	uint32_t tgid;
	uint32_t tid;
	char comm[NSTRACE_COMM_LEN]; /* hostile text, NUL-terminated */
	struct nstrace_nsid where; /* where the thread is, or for a sibling's visit: the visitor */
	struct nstrace_nsid home;
	bool home_inferred;    /* the process ran before we attached: by majority or first switch */
	bool io_worker;	       /* the thread was made by io_uring */
	uint32_t creator_tid;  /* 0: unknown, or of no interest */
	uint32_t creator_tgid; /* the same process, but for FINDING_MISPLACED */
	uint32_t visitor_tid;  /* whose visit it was: the creator, a sibling, itself, or 0 */
	uint64_t born_nsec;    /* CLOCK_BOOTTIME; 0: before we attached, or of no interest */
	uint64_t since_nsec;   /* since when the thread is where it should not be, or in danger */
	uint32_t switch_stack; /* of the switch that opened the visit, or that was refused; 0: none
				*/
	uint32_t birth_stack;  /* of the clone, or for FINDING_MISPLACED the fork; 0: none */
	uint32_t restore_stack; /* of the switch home that failed, or went nowhere; 0: none */
	uint64_t decided_nsec;	/* when it was settled: by an event, or by time that passed */
	unsigned int n_evidence;
	struct evidence evidence[FINDING_EVIDENCE_MAX];
	const struct deeds *deeds; /* what the thread did so far where it is; NULL: nothing */
};

/* All that a thread did in the place that a finding was about, told when it goes or ends. */
struct harm {
	enum finding_class class;
	uint32_t tgid;
	uint32_t tid;
	char comm[NSTRACE_COMM_LEN]; /* hostile text, NUL-terminated */
	struct nstrace_nsid where;
	struct nstrace_nsid home;
	uint64_t time_nsec; /* when it went, or ended */
	uint64_t n_told;    /* acts that the finding knew of already */
	const struct deeds *deeds;
};

const char *finding_class_name(enum finding_class class);

/* The greatest that a finding of this class can have. */
enum finding_severity finding_class_severity(enum finding_class class);
const char *severity_name(enum finding_severity severity);
const char *evidence_kind_name(enum evidence_kind kind);

#endif
