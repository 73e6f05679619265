// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each ring is in the order of time but for a few nanoseconds between CPUs, and a thread's records
 * are always in the order of its doings. So evidence that was read behind the events has all that
 * its thread did before any of these events; and the events that it depends on were there before it
 * happened. Only evidence that is younger than the look at the events may have come before its own.
 */
#include "nstrace/in_order.h"

#include <string.h>

#define EVENTS_MAX   1024 /* a round, so that there is time to look at the clock and at signals */
#define EVIDENCE_MAX 8192 /* more than the ring holds */

struct in_order {
	size_t n_events, n_evidence;
	struct nstrace_event events[EVENTS_MAX];
	struct nstrace_evidence evidence[EVIDENCE_MAX]; /* in the order of time */
};

int in_order_new(struct in_order **ret)
{
	struct in_order *in_order = malloc(sizeof(*in_order));

	if (!in_order)
		return -ENOMEM;
	in_order->n_events = in_order->n_evidence = 0;
	*ret = in_order;
	return 0;
}

void in_order_free(struct in_order *in_order)
{
	free(in_order);
}

bool in_order_add_event(struct in_order *in_order, const struct nstrace_event *event)
{
	in_order->events[in_order->n_events++] = *event;
	return in_order->n_events < EVENTS_MAX;
}

bool in_order_has_room(const struct in_order *in_order)
{
	return in_order->n_evidence < EVIDENCE_MAX;
}

bool in_order_add_evidence(struct in_order *in_order, const struct nstrace_evidence *evidence)
{
	size_t i = in_order->n_evidence;

	if (!in_order_has_room(in_order))
		return false;
	for (; i > 0 && in_order->evidence[i - 1].time_nsec > evidence->time_nsec; i--)
		in_order->evidence[i] = in_order->evidence[i - 1];
	in_order->evidence[i] = *evidence;
	in_order->n_evidence++;
	return in_order_has_room(in_order);
}

/* Hands out evidence from position on, up to this time. Returns the next position. */
static size_t hand_out_evidence(struct in_order *in_order, size_t position, uint64_t until_nsec,
				probes_evidence_fn on_evidence, void *userdata)
{
	while (position < in_order->n_evidence &&
	       in_order->evidence[position].time_nsec <= until_nsec)
		on_evidence(&in_order->evidence[position++], userdata);
	return position;
}

bool in_order_hand_out(struct in_order *in_order, uint64_t until_nsec, probes_record_fn on_record,
		       probes_evidence_fn on_evidence, void *userdata)
{
	size_t position = 0;

	for (size_t i = 0; i < in_order->n_events; i++) {
		position = hand_out_evidence(in_order, position, in_order->events[i].time_nsec,
					     on_evidence, userdata);
		on_record(&in_order->events[i], userdata);
	}
	position = hand_out_evidence(in_order, position, until_nsec, on_evidence, userdata);
	in_order->n_events = 0;
	in_order->n_evidence -= position;
	memmove(in_order->evidence, in_order->evidence + position,
		in_order->n_evidence * sizeof(in_order->evidence[0]));
	return in_order->n_evidence > 0;
}
