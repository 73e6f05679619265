/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stacks that came with switches and births, by number. Most are never asked for, so they are
 * kept as they came, and unwound when they are. Only the last NSTRACE_STACKS_KEPT are.
 */
#ifndef NSTRACE_STACKS_H
#define NSTRACE_STACKS_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>
#include "engine/finding.h"
#include "lib/cleanup.h"
#include "nstrace/runtime.h"
#include "nstrace_abi.h"

/* Texts are safe to print, and "" when unknown. */
struct stack_frame {
	char symbol[128];
	char module[64];
	char source[96];
	unsigned int line; /* 0: unknown */
	uint64_t address;
	uint64_t offset; /* from the module's beginning; 0: unknown */
};

#define STACK_FRAMES_MAX 16

struct stack {
	const char *call; /* the system call that it was in: "setns", "clone" */
	struct runtime runtime;
	size_t n;
	struct stack_frame frames[STACK_FRAMES_MAX]; /* the innermost first */
};

struct stacks;

/* patience_nsec: how much longer than usual to wait for a stack, for somebody to whom it decides
 * more than what is shown. *ret is the caller's to stacks_free(). */
int stacks_new(uint64_t patience_nsec, struct stacks **ret) warn_unused_result_;
void stacks_free(struct stacks *stacks);

/* As probes_stack_fn, with the stacks as userdata. */
void stacks_record(const struct nstrace_stack *record, void *stacks);

/* Somebody will probably ask for this one soon: begin to unwind it, if not too many are being
 * unwound already. */
void stacks_prepare(struct stacks *stacks, uint32_t id);

/* NULL: there is none, or it is not kept any more. It is the table's, until the next record. */
const struct stack *stacks_find(struct stacks *stacks, uint32_t id);

/* The runtime of the program that the stacks of the finding are from; NULL if it is not known. */
const struct runtime *stacks_find_runtime(struct stacks *stacks, const struct finding *finding);

#endif
