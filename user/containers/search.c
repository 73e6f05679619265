// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The list while it is made: what all readers do with what they find. It knows no engine.
 */
#include "containers/search.h"

#include <ctype.h>
#include <string.h>
#include "lib/grow.h"

#define ID_MAX_LENGTH 128 /* engines make 64 characters, people who name their own at most 76 */

bool container_id_is_valid(const char *id)
{
	size_t i;

	for (i = 0; id[i]; i++)
		if (!isalnum((unsigned char)id[i]) && (!i || !strchr("_.-", id[i])))
			return false;
	return i && i <= ID_MAX_LENGTH;
}

int search_ask(struct search *search, const char *path, const char *engine)
{
	return search->ask ? search->ask(search, path, engine) : -ENOENT;
}

int container_copy_word(const char *word, char **ret)
{
	*ret = word ? strdup(word) : NULL;
	return word && !*ret ? -ENOMEM : 0;
}

void container_clear(struct container *container)
{
	free(container->id);
	free(container->name);
	free(container->pod);
	free(container->pod_namespace);
	*container = (struct container){0};
}

void containers_clear(struct containers *containers)
{
	while (containers->n)
		container_clear(&containers->items[--containers->n]);
	free(containers->items);
	free(containers->failures);
	*containers = (struct containers){0};
}

static bool is_known(const struct search *search, const char *id)
{
	size_t i;

	for (i = 0; i < search->n_former; i++)
		if (!strcmp(search->found.items[i].id, id))
			return true;
	return false;
}

int search_add(struct search *search, struct container *container)
{
	struct containers *found = &search->found;
	struct container *items;

	if (is_known(search, container->id)) {
		container_clear(container);
		return 0;
	}
	items = grow_array(found->items, found->n, sizeof(*items));
	if (!items)
		return -ENOMEM;
	found->items = items;
	container->place = found->n;
	items[found->n++] = *container;
	*container = (struct container){0};
	return 0;
}

void search_forget(struct search *search)
{
	struct containers *found = &search->found;

	while (found->n > search->n_former)
		container_clear(&found->items[--found->n]);
}

int search_fail(struct search *search, const char *place, int error)
{
	struct containers *found = &search->found;
	struct containers_failure *failures =
		grow_array(found->failures, found->n_failures, sizeof(*failures));
	struct containers_failure *failure;

	if (!failures)
		return -ENOMEM;
	found->failures = failures;
	failure = &failures[found->n_failures++];
	failure->error = error;
	snprintf(failure->place, sizeof(failure->place), "%s", place);
	return 0;
}

static int newest_first(const void *left, const void *right)
{
	const struct container *a = left, *b = right;

	if (a->created_nsec != b->created_nsec)
		return a->created_nsec < b->created_nsec ? 1 : -1;
	return a->place < b->place ? -1 : 1; /* as the engine had it: it knows better than to 1 s */
}

int search_end(struct search *search, int error, struct containers *ret)
{
	struct containers *found = &search->found;

	if (error < 0) {
		containers_clear(found);
		return error;
	}
	if (found->n)
		qsort(found->items, found->n, sizeof(*found->items), newest_first);
	*ret = *found;
	return 0;
}
