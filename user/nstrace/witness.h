/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The counterfactual: would a thread that did not find a link have found it at home?
 *
 * A child of ours with one thread goes there, asks, and ends; we ourselves never leave home. It has
 * a deadline, so a trace never waits for long, and a question that was asked just now is answered
 * from memory.
 */
#ifndef NSTRACE_WITNESS_H
#define NSTRACE_WITNESS_H

#include <stdint.h>
#include <linux/types.h>
#include "engine/deeds.h"

struct witness;

/* *ret is the caller's to witness_free(). Returns 0 or -ENOMEM. */
int witness_new(struct witness **ret) warn_unused_result_;
void witness_free(struct witness *witness);

/* Is there a link of that name (hostile text) in the home of process tgid? HOME_DID_NOT_ANSWER:
 * -ESRCH     nobody is at home any more, and we are not there ourselves;
 * -ETIMEDOUT it took too long;
 * -EBUSY     there were too many questions;
 * or another negative errno. */
struct home_answer witness_ask(struct witness *witness, uint32_t tgid,
			       const struct nstrace_nsid *home, const char *link_name);

#endif
