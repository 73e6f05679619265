// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list is one piece of memory, so that a finding can take a copy along. It is searched from end
 * to end: it is short, and what a thread does, it does again and again.
 */
#include "engine/deeds.h"

#include <string.h>

static size_t deeds_bytes(unsigned int n)
{
	return sizeof(struct deeds) + n * sizeof(struct deed);
}

/* Most threads do one or two things, so room is made step by step. */
static int make_room(struct deeds **deeds)
{
	unsigned int n_room = *deeds ? 2 * (*deeds)->n_room : 2;
	struct deeds *larger;

	if (*deeds && (*deeds)->n < (*deeds)->n_room)
		return 0;
	larger = realloc(*deeds, deeds_bytes(n_room));
	if (!larger)
		return -ENOMEM;
	if (!*deeds)
		memset(larger, 0, sizeof(*larger));
	larger->n_room = n_room;
	*deeds = larger;
	return 0;
}

static struct deed *find(struct deeds *deeds, const struct act *act)
{
	for (unsigned int i = 0; deeds && i < deeds->n; i++)
		if (act_is_same(&deeds->items[i].act, act))
			return &deeds->items[i];
	return NULL;
}

int deeds_note(struct deeds **deeds, const struct act *act, uint64_t time_nsec, struct deed **ret)
{
	struct deed *deed = find(*deeds, act);
	int r;

	*ret = NULL;
	if (deed) {
		deed->last_nsec = time_nsec;
		deed->count++;
		return 0;
	}
	if (*deeds && (*deeds)->n == DEEDS_MAX) {
		(*deeds)->n_others++;
		return 0;
	}
	r = make_room(deeds);
	if (r < 0)
		return r;
	deed = &(*deeds)->items[(*deeds)->n++];
	*deed = (struct deed){
		.act = *act, .first_nsec = time_nsec, .last_nsec = time_nsec, .count = 1};
	*ret = deed;
	return 0;
}

uint64_t deeds_total(const struct deeds *deeds)
{
	uint64_t n = deeds ? deeds->n_others : 0;

	for (unsigned int i = 0; deeds && i < deeds->n; i++)
		n += deeds->items[i].count;
	return n;
}

struct deeds *deeds_copy(const struct deeds *deeds)
{
	struct deeds *copy;

	if (!deeds)
		return NULL;
	copy = malloc(deeds_bytes(deeds->n_room));
	if (copy)
		memcpy(copy, deeds, deeds_bytes(deeds->n));
	return copy;
}
