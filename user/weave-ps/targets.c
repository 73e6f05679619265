// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Resolves container names, pid: and netns: to descriptors of namespaces. What ended meanwhile is
 * no error, it just has nothing to show. Names are only read here: no namespace is entered.
 */
#include "weave-ps/targets.h"

#include <limits.h>
#include <string.h>
#include "containers/containers.h"
#include "lib/grow.h"
#include "lib/parse.h"

#define PID_PREFIX   "pid:"
#define NETNS_PREFIX "netns:"

/* What follows the prefix, or NULL. */
static const char *after_prefix(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) ? NULL : text + length;
}

static int parse_tgid(const char *text, pid_t *ret)
{
	uint64_t value;
	int r;

	r = parse_u64(text, 1, INT_MAX, &value);
	if (r == 0)
		*ret = (pid_t)value;
	return r;
}

bool target_is_valid(const char *text)
{
	const char *number = after_prefix(text, PID_PREFIX);
	const char *name = after_prefix(text, NETNS_PREFIX);
	pid_t tgid;

	return *text && (!name || *name) && (!number || parse_tgid(number, &tgid) == 0);
}

bool targets_name_containers(char *const *texts, size_t n_texts)
{
	size_t i;

	for (i = 0; i < n_texts; i++)
		if (strcmp(texts[i], TARGET_BRIDGE) && !after_prefix(texts[i], PID_PREFIX) &&
		    !after_prefix(texts[i], NETNS_PREFIX))
			return true;
	return !n_texts;
}

static int add_target(struct targets *targets, struct target target)
{
	struct target *items = grow_array(targets->items, targets->n, sizeof(*items));

	if (!items)
		return -ENOMEM;
	targets->items = items;
	items[targets->n++] = target;
	return 0;
}

/* Owns netns_fd on success. */
static int add_visit(struct targets *targets, int netns_fd, struct netns_identity identity)
{
	struct visit *visits = grow_array(targets->visits, targets->n_visits, sizeof(*visits));

	if (!visits)
		return -ENOMEM;
	targets->visits = visits;
	visits[targets->n_visits++] = (struct visit){
		.netns_fd = netns_fd, .identity = identity, .netnsid = RTNL_NO_NETNSID};
	return 0;
}

/* The visit for this namespace, which may be there already: containers can share one. */
static int find_visit(struct targets *targets, int netns_fd, struct target *target)
{
	_cleanup_close_ int owned_fd = netns_fd;
	struct netns_identity identity;
	size_t i;
	int r;

	r = netns_identify(netns_fd, &identity);
	if (r < 0)
		return r;
	target->netns_ino = identity.inode;
	if (netns_same(identity, targets->home))
		return 0;
	for (i = 0; i < targets->n_visits; i++)
		if (netns_same(identity, targets->visits[i].identity))
			break;
	if (i == targets->n_visits) {
		r = add_visit(targets, netns_fd, identity);
		if (r < 0)
			return r;
		owned_fd = -1;
	}
	target->visit = i;
	return 0;
}

static int open_container(const struct containers *containers, struct target *target, int *ret_fd)
{
	int r;

	r = containers_find(containers, target->id, &target->container);
	if (r < 0)
		return r;
	return target->container ? container_open_netns(target->container, ret_fd) : -ENOENT;
}

static int open_target(const struct containers *containers, struct target *target, int *ret_fd)
{
	const char *rest;
	pid_t tgid = 0;
	int r;

	rest = after_prefix(target->id, NETNS_PREFIX);
	if (rest)
		return netns_open_path(rest, ret_fd);
	rest = after_prefix(target->id, PID_PREFIX);
	if (!rest)
		return open_container(containers, target, ret_fd);
	r = parse_tgid(rest, &tgid);
	return r < 0 ? r : netns_open_process(tgid, ret_fd);
}

static int resolve(struct targets *targets, const struct containers *containers, const char *text)
{
	struct target target = {.id = text, .visit = NO_VISIT};
	int netns_fd;
	int r;

	r = open_target(containers, &target, &netns_fd);
	if (r == 0)
		r = find_visit(targets, netns_fd, &target);
	else if (r == -ENOENT || r == -ESRCH) /* unknown, or ended while we look: no rows */
		r = 0;
	return r < 0 ? r : add_target(targets, target);
}

static int add_bridge(struct targets *targets)
{
	return add_target(targets, (struct target){.id = TARGET_BRIDGE,
						   .netns_ino = targets->home.inode,
						   .is_bridge = true,
						   .visit = NO_VISIT});
}

int targets_resolve(struct targets *targets, const struct containers *containers,
		    char *const *texts, size_t n_texts, const char **ret_culprit)
{
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < n_texts; i++)
		if (!strcmp(texts[i], TARGET_BRIDGE))
			r = add_bridge(targets);
	for (i = 0; r == 0 && i < n_texts; i++) {
		if (strcmp(texts[i], TARGET_BRIDGE))
			r = resolve(targets, containers, texts[i]);
		if (r < 0)
			*ret_culprit = texts[i];
	}
	return r;
}

int targets_list(struct targets *targets, const struct containers *containers,
		 const char **ret_culprit)
{
	size_t i;
	int r;

	r = add_bridge(targets);
	for (i = 0; r == 0 && i < containers->n; i++) {
		r = resolve(targets, containers, containers->items[i].id);
		if (r < 0)
			*ret_culprit = containers->items[i].id;
	}
	return r;
}

void targets_clear(struct targets *targets)
{
	size_t i;

	for (i = 0; i < targets->n_visits; i++) {
		safe_close(targets->visits[i].netns_fd);
		interfaces_clear(&targets->visits[i].interfaces);
	}
	free(targets->visits);
	free(targets->items);
	*targets = (struct targets){0};
}
