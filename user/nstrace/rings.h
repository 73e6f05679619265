/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring buffers through which the kernel side sends its records: one for events, one for
 * evidence, one for stacks. Events and evidence come out as one story.
 */
#ifndef NSTRACE_RINGS_H
#define NSTRACE_RINGS_H

#include "nstrace/probes.h"
#include "nstrace.skel.h"

struct rings;

/* Of programs that are loaded. on_stack gets each new stack before the first record that has its
 * number; NULL: none are sent. *ret is the caller's to rings_free(). */
int rings_open(const struct nstrace_bpf *skeleton, probes_stack_fn on_stack, void *stack_userdata,
	       struct rings **ret) warn_unused_result_;
void rings_free(struct rings *rings);

/* Readable when there are records of events, or of evidence. */
int rings_events_fd(const struct rings *rings);
int rings_evidence_fd(const struct rings *rings);

/* As probes_consume(). */
int rings_consume(struct rings *rings, probes_record_fn on_record, probes_evidence_fn on_evidence,
		  void *userdata) warn_unused_result_;

#endif
