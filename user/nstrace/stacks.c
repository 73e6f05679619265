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

struct entry {
	uint32_t id;
	UT_hash_handle hh;
	struct image *image;	   /* NULL: nobody knows what it had mapped */
	struct nstrace_stack *raw; /* until somebody asked */
	struct stack *stack;	   /* since then */
};

struct stacks {
	struct images images;
	struct entry *entries; /* the oldest comes first */
};

int stacks_new(struct stacks **ret)
{
	struct stacks *stacks = calloc(1, sizeof(*stacks));

	if (!stacks)
		return -ENOMEM;
	*ret = stacks;
	return 0;
}

static void drop(struct stacks *stacks, struct entry *entry)
{
	HASH_DEL(stacks->entries, entry);
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

/* For want of memory a stack is not kept: its findings have none, which is no error. */
void stacks_record(const struct nstrace_stack *record, void *userdata)
{
	struct stacks *stacks = userdata;
	struct entry *entry = find(stacks, record->id);

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

/* Once, with or without success. */
static void resolve(struct entry *entry)
{
	entry->stack = calloc(1, sizeof(*entry->stack));
	if (entry->stack && resolve_apart(entry->raw, entry->image, entry->stack) < 0) {
		free(entry->stack);
		entry->stack = NULL;
	}
	free(entry->raw);
	entry->raw = NULL;
}

const struct stack *stacks_find(struct stacks *stacks, uint32_t id)
{
	struct entry *entry = stacks && id ? find(stacks, id) : NULL;

	if (!entry)
		return NULL;
	if (!entry->stack && entry->raw)
		resolve(entry);
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
