// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From what a person typed to one container. A name is unique in one engine only, and in Kubernetes
 * not even there: what could mean several containers is refused, never guessed.
 */
#include <string.h>

#include "containers/containers.h"

/* Takes "first/" off the text; NULL: it does not begin so. */
static const char *after_component(const char *text, const char *first)
{
	size_t length = strlen(first);

	return strncmp(text, first, length) || text[length] != '/' ? NULL : text + length + 1;
}

/* A pod's sandbox has no name of its own and goes by the pod's. */
static bool is_in_pod(const struct container *container, const char *text)
{
	const char *rest = after_component(text, container->pod);

	if (!container->name)
		return !strcmp(text, container->pod);
	return rest && !strcmp(rest, container->name);
}

static bool has_name(const struct container *container, const char *text)
{
	const char *rest = NULL;

	if (container->name && !strcmp(container->name, text))
		return true;
	if (!container->pod)
		return false;
	if (container->pod_namespace)
		rest = after_component(text, container->pod_namespace);
	return is_in_pod(container, text) || (rest && is_in_pod(container, rest));
}

static bool has_id(const struct container *container, const char *text)
{
	return !strcmp(container->id, text);
}

static bool id_begins(const struct container *container, const char *text)
{
	return *text && !strncmp(container->id, text, strlen(text));
}

typedef bool match_fn(const struct container *container, const char *text);

int containers_find(const struct containers *containers, const char *text,
		    const struct container **ret)
{
	static match_fn *const matches[] = {has_id, has_name, id_begins};
	const struct container *found = NULL;
	size_t i, match;

	for (match = 0; !found && match < sizeof(matches) / sizeof(matches[0]); match++) {
		for (i = 0; i < containers->n; i++) {
			if (!matches[match](&containers->items[i], text))
				continue;
			if (found)
				return -ENOTUNIQ;
			found = &containers->items[i];
		}
	}
	*ret = found;
	return 0;
}
