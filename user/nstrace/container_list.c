// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One list is good until the next has been read. Inodes of all kinds of namespaces are different,
 * so one table finds them all.
 */
#include "nstrace/container_list.h"

#include <fcntl.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "lib/clock.h"
#include "nstrace/container_reader.h"
#include "nstrace/proc_ns.h"
#include "lib/proc_stat.h"

/* Reading takes at most a twentieth of the time, and its result is not news for so long. */
#define READ_AGAIN_NSEC 100000000
#define REST_FOR_TIME	20

struct place {
	uint32_t ino;
	UT_hash_handle hh;
	const struct listed_container *container;
};

struct container_list {
	struct helpers helpers;
	struct helper reader; /* while it reads */
	uint64_t begun_nsec;  /* CLOCK_MONOTONIC: when it began */
	uint64_t due_nsec;    /* and not before this again */
	struct listed_container *containers;
	size_t n;
	struct place *places; /* by ino */
};

static void forget(struct container_list *list)
{
	struct place *place, *next;

	HASH_ITER(hh, list->places, place, next) {
		HASH_DEL(list->places, place);
		free(place);
	}
	free(list->containers);
	list->containers = NULL;
	list->n = 0;
}

void container_list_free(struct container_list *list)
{
	if (!list)
		return;
	helper_end(&list->helpers, &list->reader);
	forget(list);
	free(list);
}

/* Those that share a namespace joined the oldest of them, which comes first. */
static void add_place(struct container_list *list, uint32_t ino,
		      const struct listed_container *container)
{
	struct place *place;

	HASH_FIND(hh, list->places, &ino, sizeof(ino), place);
	if (place || !ino)
		return;
	place = calloc(1, sizeof(*place));
	if (!place)
		return;
	place->ino = ino;
	place->container = container;
	HASH_ADD(hh, list->places, ino, sizeof(ino), place);
	if (!place->hh.tbl)
		free(place);
}

void container_list_take(struct container_list *list, struct listed_container *containers, size_t n)
{
	forget(list);
	list->containers = containers;
	list->n = n;
	for (size_t i = 0; i < n; i++)
		for (uint32_t kind = NSTRACE_KIND_NET; kind < NSTRACE_KINDS; kind++)
			add_place(list, containers[i].nsids[kind].ino, &containers[i]);
}

/* On failure the former list stays. */
static void finish(struct container_list *list)
{
	struct listed_container *containers;
	uint64_t now_nsec = clock_nsec(CLOCK_MONOTONIC);
	size_t n;
	int r = container_reader_finish(&list->reader, &containers, &n);

	helper_end(&list->helpers, &list->reader);
	list->due_nsec = now_nsec + READ_AGAIN_NSEC + (now_nsec - list->begun_nsec) * REST_FOR_TIME;
	if (r >= 0)
		container_list_take(list, containers, n);
}

/* One that is late is ended, too. */
static void finish_if_done(struct container_list *list)
{
	if (list->reader.child && (helper_is_done(&list->reader) ||
				   clock_nsec(CLOCK_MONOTONIC) > list->reader.until_nsec))
		finish(list);
}

void container_list_refresh(struct container_list *list)
{
	uint64_t now_nsec = clock_nsec(CLOCK_MONOTONIC);

	finish_if_done(list);
	if (list->reader.child || now_nsec < list->due_nsec)
		return;
	list->begun_nsec = now_nsec;
	if (container_reader_start(&list->helpers, &list->reader) < 0)
		list->due_nsec = now_nsec + READ_AGAIN_NSEC;
}

int container_list_new(struct container_list **ret)
{
	struct container_list *list = calloc(1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	container_list_refresh(list);
	*ret = list;
	return 0;
}

void container_list_wait(struct container_list *list, uint64_t nsec)
{
	if (list->reader.child && helper_is_done_within(&list->reader, nsec))
		finish(list);
}

/* For want of a cookie: it is as it was listed, and was so before what asks happened. */
static bool is_still_there(const struct listed_container *container,
			   const struct nstrace_nsid *nsid, uint64_t now_nsec)
{
	char stat[PROC_STAT_BYTES], directory[32];

	snprintf(directory, sizeof(directory), "/proc/%u", container->tgid);
	return proc_stat_nsec(container->start_ticks) <= now_nsec &&
	       proc_stat_start(proc_stat_read(container->tgid, stat)) == container->start_ticks &&
	       proc_ns_ino(AT_FDCWD, directory, nsid->kind) == nsid->ino;
}

const struct container_label *container_list_find(struct container_list *list,
						  const struct nstrace_nsid *nsid,
						  uint64_t now_nsec)
{
	const struct listed_container *container;
	struct place *place;
	uint64_t cookie;

	finish_if_done(list);
	HASH_FIND(hh, list->places, &nsid->ino, sizeof(nsid->ino), place);
	if (!place || nsid->kind >= NSTRACE_KINDS)
		return NULL;
	container = place->container;
	cookie = container->nsids[nsid->kind].cookie;
	if (cookie && nsid->cookie ? cookie == nsid->cookie
				   : is_still_there(container, nsid, now_nsec))
		return &container->label;
	return NULL;
}

const struct container_label *container_list_find_id(struct container_list *list, const char *id)
{
	finish_if_done(list);
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->containers[i].label.id, id))
			return &list->containers[i].label;
	return NULL;
}
