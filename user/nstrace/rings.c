// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rings are taken in portions, or a machine that is quicker than our output would keep us from
 * looking at the clock and at signals for ever. The record that ends one has been taken.
 */
#include "nstrace/rings.h"

#include <bpf/libbpf.h>

#include "lib/clock.h"
#include "nstrace/in_order.h"

#define PORTION_IS_FULL (-EAGAIN)

struct rings {
	struct ring_buffer *events, *evidence;
	struct ring_buffer *stacks; /* NULL: no stacks */
	struct in_order *in_order;
	probes_stack_fn on_stack;
	void *stack_userdata;
};

static int take_event(void *userdata, void *record, size_t size)
{
	struct rings *rings = userdata;
	const struct nstrace_event *event = record;

	if (size < sizeof(*event))
		return 0;
	/* A stack is sent before its event, but perhaps after we last looked. */
	if (event->stack && rings->stacks)
		ring_buffer__consume(rings->stacks);
	return in_order_add_event(rings->in_order, event) ? 0 : PORTION_IS_FULL;
}

static int take_evidence(void *userdata, void *record, size_t size)
{
	struct rings *rings = userdata;

	if (size < sizeof(struct nstrace_evidence))
		return 0;
	return in_order_add_evidence(rings->in_order, record) ? 0 : PORTION_IS_FULL;
}

static int take_stack(void *userdata, void *record, size_t size)
{
	struct rings *rings = userdata;

	if (size >= sizeof(struct nstrace_stack))
		rings->on_stack(record, rings->stack_userdata);
	return 0;
}

static int open_ring(struct rings *rings, const struct bpf_map *map, ring_buffer_sample_fn take,
		     struct ring_buffer **ret)
{
	*ret = ring_buffer__new(bpf_map__fd(map), take, rings, NULL);
	return *ret ? 0 : -errno;
}

static int open_all(struct rings *rings, const struct nstrace_bpf *skeleton)
{
	int r = in_order_new(&rings->in_order);

	if (r >= 0)
		r = open_ring(rings, skeleton->maps.events, take_event, &rings->events);
	if (r >= 0)
		r = open_ring(rings, skeleton->maps.evidence_ring, take_evidence, &rings->evidence);
	if (r >= 0 && rings->on_stack)
		r = open_ring(rings, skeleton->maps.stacks, take_stack, &rings->stacks);
	return r;
}

int rings_open(const struct nstrace_bpf *skeleton, probes_stack_fn on_stack, void *stack_userdata,
	       struct rings **ret)
{
	struct rings *rings = calloc(1, sizeof(*rings));
	int r;

	if (!rings)
		return -ENOMEM;
	rings->on_stack = on_stack;
	rings->stack_userdata = stack_userdata;
	r = open_all(rings, skeleton);
	if (r < 0) {
		rings_free(rings);
		return r;
	}
	*ret = rings;
	return 0;
}

void rings_free(struct rings *rings)
{
	if (!rings)
		return;
	ring_buffer__free(rings->events);
	ring_buffer__free(rings->evidence);
	ring_buffer__free(rings->stacks);
	in_order_free(rings->in_order);
	free(rings);
}

int rings_events_fd(const struct rings *rings)
{
	return ring_buffer__epoll_fd(rings->events);
}

int rings_evidence_fd(const struct rings *rings)
{
	return ring_buffer__epoll_fd(rings->evidence);
}

/* Returns whether the ring has more, or a negative errno. */
static int empty_ring(struct ring_buffer *ring)
{
	int r = ring_buffer__consume(ring);

	if (r == PORTION_IS_FULL)
		return 1;
	return r < 0 ? r : 0;
}

int rings_consume(struct rings *rings, probes_record_fn on_record, probes_evidence_fn on_evidence,
		  void *userdata)
{
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME);
	int more_events, more_evidence;
	bool is_held;

	more_events = empty_ring(rings->events);
	if (more_events < 0)
		return more_events;
	/* What is full of evidence that is younger than the events can take no more of it yet. */
	more_evidence = in_order_has_room(rings->in_order) ? empty_ring(rings->evidence) : 1;
	if (more_evidence < 0)
		return more_evidence;
	is_held = in_order_hand_out(rings->in_order, more_events ? 0 : now_nsec, on_record,
				    on_evidence, userdata);
	return more_events || more_evidence || is_held;
}
