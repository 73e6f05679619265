// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Docker Engine API, which Podman's service speaks as well. Its list has ids and names, but no
 * process numbers. Those stand in the runtimes' files; a container that has none there costs one
 * question more, several of them at a time.
 */
#include "containers/api.h"

#include <limits.h>
#include <string.h>
#include "containers/file.h"
#include "containers/http.h"
#include "containers/state.h"
#include "lib/clock.h"

/* "/web-1"; a link from another container, "/web-1/db", is not its own name. */
static const char *own_name(const json_t *names)
{
	const char *name;
	json_t *json;
	size_t i;

	json_array_foreach(names, i, json)
	{
		name = json_string_value(json);
		if (name && *name == '/')
			name++;
		if (name && *name && !strchr(name, '/'))
			return name;
	}
	return NULL;
}

/* Kubernetes with Docker below keeps its own names in labels. */
static int fill_in(struct container *container, const char *id, const json_t *json)
{
	const json_t *labels = json_object_get(json, "Labels");
	int r;

	r = container_copy_word(id, &container->id);
	if (r == 0)
		r = container_copy_word(own_name(json_object_get(json, "Names")), &container->name);
	if (r == 0)
		r = container_copy_word(
			json_string_value(json_object_get(labels, "io.kubernetes.pod.name")),
			&container->pod);
	if (r == 0)
		r = container_copy_word(
			json_string_value(json_object_get(labels, "io.kubernetes.pod.namespace")),
			&container->pod_namespace);
	return r;
}

struct listing {
	struct search *search;
	const char *engine;
};

static int add(struct listing *listing, const json_t *json)
{
	_cleanup_container_ struct container container = {.engine = listing->engine};
	const char *id = json_string_value(json_object_get(json, "Id"));
	json_int_t created_sec = json_integer_value(json_object_get(json, "Created"));
	int r;

	if (!id || !container_id_is_valid(id))
		return -EBADMSG;
	if (created_sec > 0)
		container.created_nsec = (uint64_t)created_sec * NSEC_PER_SEC;
	r = fill_in(&container, id, json);
	if (r < 0)
		return r;
	return search_add(listing->search, &container);
}

static void list_path(void *data, size_t i, char *out, size_t size)
{
	(void)data, (void)i;
	snprintf(out, size, "/containers/json");
}

static int take_list(void *data, size_t i, int error, const char *body, size_t n_bytes)
{
	_cleanup_json_ json_t *list = NULL;
	json_t *json;
	int r = error;

	if (r == 0)
		list = json_read(body, n_bytes);
	if (!json_is_array(list))
		return -EBADMSG;
	json_array_foreach(list, i, json)
	{
		r = add(data, json);
		if (r < 0)
			return r;
	}
	return 0;
}

/* The containers whose first process only the daemon knows. */
struct inspection {
	struct container *items;
	size_t *places; /* in items */
	size_t n;
};

static void inspect_path(void *data, size_t i, char *out, size_t size)
{
	const struct inspection *inspection = data;

	snprintf(out, size, "/containers/%s/json", inspection->items[inspection->places[i]].id);
}

/* One that has ended has no process, or is unknown by now. */
static int take_inspect(void *data, size_t i, int error, const char *body, size_t n_bytes)
{
	const struct inspection *inspection = data;
	_cleanup_json_ json_t *json = NULL;
	json_int_t tgid;

	if (error == -ENOENT)
		return 0;
	json = json_read(body, n_bytes);
	if (json_unpack(json, "{s:{s:I}}", "State", "Pid", &tgid) < 0 || tgid < 0 || tgid > INT_MAX)
		return -EBADMSG;
	inspection->items[inspection->places[i]].init_tgid = (pid_t)tgid;
	return 0;
}

static int find_inits(struct http *http, struct search *search, char *const *parents)
{
	_cleanup_free_ size_t *places = calloc(search->found.n + 1, sizeof(*places));
	struct inspection inspection = {.items = search->found.items, .places = places};
	struct http_batch batch = {.path = inspect_path, .take = take_inspect, .data = &inspection};
	size_t i;

	if (!places)
		return -ENOMEM;
	for (i = search->n_former; i < search->found.n; i++) {
		struct container *container = &search->found.items[i];

		if (state_find(parents, container) < 0)
			places[inspection.n++] = i;
	}
	batch.n = inspection.n;
	return http_ask(http, &batch);
}

/* Docker has a directory for each runtime that it was given. */
static int find_states(struct http *http, struct search *search)
{
	static const char *const patterns[] = {"/run/docker/runtime-*/moby", "/run/runc",
					       "/run/crun"};
	_cleanup_(globfree) glob_t parents = {0};
	char pattern[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		snprintf(pattern, sizeof(pattern), "%s%s", search->root, patterns[i]);
		/* What may not be read here the daemon is asked about. */
		if (file_glob(pattern, i ? GLOB_APPEND : 0, &parents) == -ENOMEM)
			return -ENOMEM;
	}
	/* What it gives for nothing at all differs between C libraries. */
	return find_inits(http, search, parents.gl_pathc ? parents.gl_pathv : (char *[]){NULL});
}

int api_read(struct search *search, const char *host, const char *engine)
{
	struct listing listing = {.search = search, .engine = engine};
	struct http_batch batch = {.n = 1, .path = list_path, .take = take_list, .data = &listing};
	_cleanup_http_ struct http *http = NULL;
	int r;

	r = http_open(host, search->deadline_nsec, &http);
	if (r == 0)
		r = http_ask(http, &batch);
	if (r == 0)
		r = find_states(http, search);
	return r;
}

int api_read_socket(struct search *search, const char *path, const char *engine)
{
	char host[PATH_MAX];
	int r;

	snprintf(host, sizeof(host), "unix://%s%s", search->root, path);
	if (access(host + strlen("unix://"), F_OK) < 0 && errno == ENOENT)
		return -ENOENT; /* the usual case, for which libcurl need not be loaded */
	r = api_read(search, host, engine);
	if (r == -ECONNREFUSED || r == -ENOENT) {
		search_forget(search); /* it may have ended after it gave its list */
		return -ENOENT;
	}
	return r < 0 && r != -ENOMEM ? search_fail(search, path, r) : r;
}
