// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the file in which the lab's engine lists its running containers, oldest first:
 *   {"containers": [{"id": "<64 hex>", "name": "web-1", "pid": 4711}, …], …}
 * The engine replaces it as a whole, so what was opened is consistent; it is stale at once, so a
 * container in it may have ended.
 */
#include "containers/lab.h"

#include <limits.h>
#include <string.h>
#include "containers/file.h"
#include "containers/process.h"

#define LIST_FILE "/run/nstrace-lab/containers.json"

/* The list has no time of birth, and the lab no control groups. The process that has the number now
 * is the container's, or the container has ended since it was listed. */
static int add(struct search *search, json_t *json)
{
	const char *id, *name;
	json_int_t tgid;
	_cleanup_container_ struct container container = {.engine = "lab"};
	int r;

	if (json_unpack(json, "{s:s, s:s, s:I}", "id", &id, "name", &name, "pid", &tgid) < 0 ||
	    !*id || tgid < 1 || tgid > INT_MAX)
		return -EBADMSG;
	container.init_tgid = (pid_t)tgid;
	r = process_start(container.init_tgid, &container.init_start_ticks);
	if (r == -ESRCH)
		return 0;
	if (r < 0)
		return r;
	container.id = strdup(id);
	container.name = strdup(name);
	if (!container.id || !container.name)
		return -ENOMEM;
	return search_add(search, &container);
}

static int add_all(struct search *search, json_t *document)
{
	json_t *list = json_object_get(document, "containers");
	size_t i;
	int r = 0;

	if (!json_is_array(list))
		return -EBADMSG;
	for (i = json_array_size(list); r == 0 && i-- > 0;)
		r = add(search, json_array_get(list, i));
	return r;
}

int lab_read(struct search *search)
{
	_cleanup_json_ json_t *document = NULL;
	char path[PATH_MAX];
	int r;

	snprintf(path, sizeof(path), "%s" LIST_FILE, search->root);
	r = file_read_json(path, &document);
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = add_all(search, document);
	return r < 0 && r != -ENOMEM ? search_fail(search, path, r) : r;
}
