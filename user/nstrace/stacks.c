// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whatever goes wrong here (no memory, a file that cannot be read) costs a finding its stack, never
 * the finding.
 */
#include "nstrace/stacks.h"

#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "nstrace/modules.h"
#include "nstrace/resolve.h"

#define AT_WORK_MAX 4 /* children at once */

struct entry {
	uint32_t id;
	UT_hash_handle hh;
	struct image *image;	   /* NULL: for want of memory */
	struct nstrace_stack *raw; /* until somebody asked */
	struct stack *stack;	   /* since then */
	struct helper resolver;	   /* while it is being unwound */
};

struct stacks {
	struct images images;
	struct entry *entries; /* the oldest comes first */
	struct helpers helpers;
	uint32_t postponed_id; /* to be unwound when its image has been read; 0: none */
};

int stacks_new(uint64_t patience_nsec, struct stacks **ret)
{
	struct stacks *stacks = calloc(1, sizeof(*stacks));

	if (!stacks)
		return -ENOMEM;
	stacks->helpers.patience_nsec = patience_nsec;
	stacks->images.helpers.patience_nsec = patience_nsec;
	*ret = stacks;
	return 0;
}

static void drop(struct stacks *stacks, struct entry *entry)
{
	HASH_DEL(stacks->entries, entry);
	helper_end(&stacks->helpers, &entry->resolver);
	images_put(&stacks->images, entry->image);
	free(entry->raw);
	free(entry->stack);
	free(entry);
}

void stacks_free(struct stacks *stacks)
{
	struct entry *entry, *next;

	if (!stacks)
		return;
	HASH_ITER(hh, stacks->entries, entry, next)
		drop(stacks, entry);
	images_clear(&stacks->images);
	free(stacks);
}

static struct entry *find(struct stacks *stacks, uint32_t id)
{
	struct entry *entry;

	HASH_FIND(hh, stacks->entries, &id, sizeof(id), entry);
	return entry;
}

/* Without what the record has room for beyond the bytes that could be read. */
static struct nstrace_stack *copy_record(const struct nstrace_stack *record)
{
	size_t n_bytes =
		record->n_bytes < NSTRACE_STACK_BYTES ? record->n_bytes : NSTRACE_STACK_BYTES;
	struct nstrace_stack *copy = malloc(offsetof(struct nstrace_stack, bytes) + n_bytes);

	if (!copy)
		return NULL;
	memcpy(copy, record, offsetof(struct nstrace_stack, bytes) + n_bytes);
	copy->n_bytes = (uint32_t)n_bytes;
	return copy;
}

static int start(struct stacks *stacks, struct entry *entry)
{
	const struct image *image = NULL;

	if (entry->image)
		image = images_look_up(&stacks->images, entry->image);
	return resolve_start(&stacks->helpers, entry->raw, image, &entry->resolver);
}

/* Once, with or without success. */
static void resolve(struct stacks *stacks, struct entry *entry)
{
	struct stack *stack = calloc(1, sizeof(*stack));
	int r = entry->resolver.child ? 0 : start(stacks, entry);

	if (stack && r >= 0 && resolve_finish(&entry->resolver, entry->raw, stack) >= 0)
		entry->stack = stack;
	else
		free(stack);
	helper_end(&stacks->helpers, &entry->resolver);
	free(entry->raw);
	entry->raw = NULL;
}

/* The results of those at work are taken when they are asked for: who is never asked for stays one
 * of them until its entry is dropped, or makes room here. */
static void make_room(struct stacks *stacks)
{
	for (struct entry *entry = stacks->entries; entry; entry = entry->hh.next) {
		if (stacks->helpers.n_at_work < AT_WORK_MAX)
			return;
		if (entry->resolver.child && helper_is_done(&entry->resolver))
			resolve(stacks, entry);
	}
}

void stacks_prepare(struct stacks *stacks, uint32_t id)
{
	struct entry *entry = stacks && id ? find(stacks, id) : NULL;

	if (stacks && stacks->postponed_id == id)
		stacks->postponed_id = 0;
	if (!entry || !entry->raw || entry->resolver.child)
		return;
	if (entry->image && !image_is_read(entry->image)) {
		stacks->postponed_id = id;
		return;
	}
	make_room(stacks);
	if (stacks->helpers.n_at_work < AT_WORK_MAX)
		(void)!start(stacks, entry);
}

/* For want of memory a stack is not kept: its findings have none, which is no error. */
void stacks_record(const struct nstrace_stack *record, void *userdata)
{
	struct stacks *stacks = userdata;
	struct entry *entry = find(stacks, record->id);

	stacks_prepare(stacks, stacks->postponed_id);
	if (entry)
		drop(stacks, entry);
	if (HASH_COUNT(stacks->entries) >= NSTRACE_STACKS_KEPT)
		drop(stacks, stacks->entries);
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return;
	entry->id = record->id;
	HASH_ADD(hh, stacks->entries, id, sizeof(entry->id), entry);
	if (!entry->hh.tbl) {
		free(entry);
		return;
	}
	entry->raw = copy_record(record);
	entry->image = images_get(&stacks->images, record);
}

const struct stack *stacks_find(struct stacks *stacks, uint32_t id)
{
	struct entry *entry = stacks && id ? find(stacks, id) : NULL;

	if (!entry)
		return NULL;
	if (!entry->stack && entry->raw)
		resolve(stacks, entry);
	return entry->stack;
}

const struct runtime *stacks_find_runtime(struct stacks *stacks, const struct finding *finding)
{
	const uint32_t ids[] = {finding->birth_stack, finding->switch_stack,
				finding->restore_stack};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct stack *stack = stacks_find(stacks, ids[i]);

		if (stack && stack->runtime.language)
			return &stack->runtime;
	}
	return NULL;
}
