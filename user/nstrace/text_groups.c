// SPDX-License-Identifier: GPL-2.0-or-later
#define HASH_NONFATAL_OOM 1
#include "nstrace/text_groups.h"

#include <string.h>

#include "nstrace/text_block.h"

#define GROUPS_MAX 256 /* then the one that came first is closed */

static void free_group(struct text_group *group)
{
	free(group->suppression);
	free((void *)group->first.deeds);
	free(group);
}

static void forget_group(struct text_groups *groups, struct text_group *group)
{
	HASH_DEL(groups->list, group);
	free_group(group);
}

static void close_group(struct text_groups *groups, struct text_group *group)
{
	if (groups->hold)
		text_block_write(groups->page, &group->first, group->suppression);
	if (group->n_more)
		text_block_more(groups->page, &group->first, group->n_more);
	forget_group(groups, group);
}

void text_groups_close(struct text_groups *groups, uint32_t tgid)
{
	struct text_group *group, *next;

	HASH_ITER(hh, groups->list, group, next)
		if (!tgid || group->key.tgid == tgid)
			close_group(groups, group);
}

static struct text_group_key key_of(const struct finding *finding, const char *suppression)
{
	struct text_group_key key = {finding->tgid, finding->class, finding->severity,
				     finding->where.kind};

	if (suppression)
		HASH_JEN(suppression, strlen(suppression), key.suppression);
	return key;
}

struct text_group *text_groups_find(const struct text_groups *groups, const struct finding *finding,
				    const char *suppression)
{
	struct text_group_key key = key_of(finding, suppression);
	struct text_group *group;

	HASH_FIND(hh, groups->list, &key, sizeof(key), group);
	return group;
}

struct text_group *text_groups_find_harm(const struct text_groups *groups, const struct harm *harm)
{
	struct text_group *group, *next;

	HASH_ITER(hh, groups->list, group, next)
		if (group->first.tid == harm->tid && group->key.tgid == harm->tgid &&
		    group->key.class == harm->class && group->key.kind == harm->where.kind)
			return group;
	return NULL;
}

int text_groups_add(struct text_groups *groups, const struct finding *finding,
		    const char *suppression)
{
	struct text_group *group = calloc(1, sizeof(*group));

	if (!group)
		return -ENOMEM;
	if (HASH_COUNT(groups->list) >= GROUPS_MAX)
		close_group(groups, groups->list);
	group->key = key_of(finding, suppression);
	group->first = *finding;
	group->first.deeds = deeds_copy(finding->deeds);
	if (suppression)
		group->suppression = strdup(suppression);
	HASH_ADD(hh, groups->list, key, sizeof(group->key), group);
	if (group->hh.tbl)
		return 0;
	free_group(group);
	return -ENOMEM;
}

void text_groups_free(struct text_groups *groups)
{
	struct text_group *group, *next;

	HASH_ITER(hh, groups->list, group, next)
		forget_group(groups, group);
}
