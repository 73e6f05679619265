/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records come through two ring buffers, one for events and one for evidence. Here they become one
 * story again: what a thread did is handed out behind the event that brought it where it was, and
 * before the one that took it away.
 */
#ifndef NSTRACE_IN_ORDER_H
#define NSTRACE_IN_ORDER_H

#include <stdbool.h>
#include "nstrace/probes.h"

struct in_order;

/* *ret is the caller's to in_order_free(). Returns 0 or -ENOMEM. */
int in_order_new(struct in_order **ret) warn_unused_result_;
void in_order_free(struct in_order *in_order);

/* Copied. First the events, then the evidence of a round. False: there is room for no more. Events
 * have room again in the next round, evidence when some was handed out: ask before, or it is lost.
 */
bool in_order_add_event(struct in_order *in_order, const struct nstrace_event *event);
bool in_order_add_evidence(struct in_order *in_order, const struct nstrace_evidence *evidence);
bool in_order_has_room(const struct in_order *in_order);

/* Hands out all events of the round, and the evidence among them. until_nsec: all that happened
 * before is in this round or was in an earlier one; evidence of later is kept for the next round.
 * Returns whether there is any. */
bool in_order_hand_out(struct in_order *in_order, uint64_t until_nsec, probes_record_fn on_record,
		       probes_evidence_fn on_evidence, void *userdata);

#endif
