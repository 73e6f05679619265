/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which program a process runs, noted while it lives: a finding may come when it has ended. Only
 * so many are remembered.
 */
#ifndef NSTRACE_PROCESS_EXE_H
#define NSTRACE_PROCESS_EXE_H

#include <linux/types.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace_abi.h"

struct process_exes;

/* *ret is the caller's to process_exes_free(). */
int process_exes_new(struct process_exes **ret) warn_unused_result_;
void process_exes_free(struct process_exes *exes);

/* Now, though no event tells of it. */
void process_exes_look(struct process_exes *exes, uint32_t tgid);

/* Before anybody judges what this event means. */
void process_exes_note(struct process_exes *exes, const struct nstrace_event *event);

/* The path of its program, hostile text; NULL: not known. It is the table's, until the next call.
 */
const char *process_exes_find(struct process_exes *exes, uint32_t tgid);

#endif
