// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the file in which the lab's engine lists its running containers:
 *   {"containers": [{"id": "<64 hex>", "name": "web-1", "pid": 4711}, …], …}
 * The engine replaces it as a whole, so what was opened is consistent; it is stale at once, so a
 * container in it may have ended. Ids and names are the engine's: text to be escaped by who prints.
 */
#include "weave-ps/containers.h"

#include <jansson.h>
#include <limits.h>
#include <string.h>

static int read_container(json_t *json, struct container *ret)
{
	struct container container;
	json_int_t tgid;

	if (json_unpack(json, "{s:s, s:s, s:I}", "id", &container.id, "name", &container.name,
			"pid", &tgid) < 0)
		return -EBADMSG;
	if (!*container.id || tgid < 1 || tgid > INT_MAX)
		return -EBADMSG;
	container.engine = "lab";
	container.init_tgid = (pid_t)tgid;
	*ret = container;
	return 0;
}

static int read_list(json_t *list, struct containers *containers)
{
	size_t n = json_array_size(list);
	int r = 0;

	if (!json_is_array(list))
		return -EBADMSG;
	/* One more, since some C libraries give NULL for none. */
	containers->items = calloc(n + 1, sizeof(*containers->items));
	if (!containers->items)
		return -ENOMEM;
	for (; r == 0 && containers->n < n; containers->n++)
		r = read_container(json_array_get(list, containers->n),
				   &containers->items[containers->n]);
	return r;
}

int containers_read(const char *path, struct containers *ret)
{
	_cleanup_containers_ struct containers containers = {0};
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	int r;

	if (!file && errno != ENOENT)
		return -errno;
	if (file) {
		containers.document = json_loadf(file, JSON_REJECT_DUPLICATES, NULL);
		r = read_list(json_object_get(containers.document, "containers"), &containers);
		if (r < 0)
			return r;
	}
	*ret = containers;
	containers = (struct containers){0};
	return 0;
}

void containers_clear(struct containers *containers)
{
	json_decref(containers->document);
	free(containers->items);
	*containers = (struct containers){0};
}

static int find_by_prefix(const struct containers *containers, const char *text,
			  const struct container **ret)
{
	const struct container *found = NULL;
	size_t length = strlen(text);
	size_t i;

	for (i = 0; length && i < containers->n; i++) {
		if (strncmp(containers->items[i].id, text, length))
			continue;
		if (found)
			return -ENOTUNIQ;
		found = &containers->items[i];
	}
	*ret = found;
	return 0;
}

int containers_find(const struct containers *containers, const char *text,
		    const struct container **ret)
{
	const struct container *named = NULL;
	size_t i;

	for (i = 0; i < containers->n; i++) {
		const struct container *container = &containers->items[i];

		if (!strcmp(container->id, text)) {
			*ret = container;
			return 0;
		}
		if (!strcmp(container->name, text))
			named = container;
	}
	if (!named)
		return find_by_prefix(containers, text, ret);
	*ret = named;
	return 0;
}
