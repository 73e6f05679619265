/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probes that make every system call of the machine cost more, and so are attached only while
 * they are needed: those for evidence while somebody is away, those for 32-bit calls once there is
 * a 32-bit program.
 */
#ifndef NSTRACE_WATCH_H
#define NSTRACE_WATCH_H

#include "nstrace/probes.h"
#include "nstrace/reporter.h"

struct watch {
	struct probes *probes;
	struct reporter *reporter;
	bool always; /* there is a command: evidence is watched for all the time */
	bool sees_32bit;
	uint64_t until_nsec; /* evidence is being watched for; 0: it is not */
};

/* Watch for evidence or stop it, as whoever is away now makes it necessary. */
void watch_evidence(struct watch *watch, uint64_t now_nsec);

/* From now on, and for good. */
void watch_32bit(struct watch *watch);

/* Tell the user what is not seen, for want of a probe that this kernel refuses. */
void watch_warn_of_missing(const struct probes *probes, enum probe_occasion occasion);

#endif
