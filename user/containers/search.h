/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the readers of the engines have in common: where to look, how long, and the list they add
 * to. */
#ifndef CONTAINERS_SEARCH_H
#define CONTAINERS_SEARCH_H

#include "containers/containers.h"

struct search;

/* Asks the daemon at this socket, as api_read_socket(). */
typedef int search_ask_fn(struct search *search, const char *path, const char *engine);

struct search {
	search_ask_fn *ask;	/* NULL: files only */
	const char *root;	/* stands before all paths, "" as a rule */
	uint64_t deadline_nsec; /* of CLOCK_MONOTONIC */
	struct containers found;
	size_t n_former; /* so many of them are from engines read before this one */
};

/* Takes over what the container owns and leaves an empty one, but not on failure. One that an
 * engine read before has, too, is left out: Docker's are also containerd's, and Podman can serve as
 * Docker. */
int search_add(struct search *search, struct container *container) warn_unused_result_;

/* Drops what the engine that is read now has added: its files are read instead. */
void search_forget(struct search *search);

/* Remembers that this place failed, to be told by who called containers_read(). */
int search_fail(struct search *search, const char *place, int error) warn_unused_result_;

/* As ask(); -ENOENT when no daemon is to be asked. */
int search_ask(struct search *search, const char *path, const char *engine) warn_unused_result_;

/* Ids become parts of paths: letters, digits, and in between "_", "." and "-". */
bool container_id_is_valid(const char *id);

/* error: how the search ended. Gives what was found, newest first, or on failure nothing. */
int search_end(struct search *search, int error, struct containers *ret) warn_unused_result_;

/* NULL stays NULL. */
int container_copy_word(const char *word, char **ret) warn_unused_result_;

void container_clear(struct container *container);

#define _cleanup_container_ _cleanup_(container_clear)

#endif
