// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/filter.h"

#include <string.h>

#include "lib/log.h"
#include "lib/netns.h"
#include "lib/parse.h"
#include "nstrace/glob.h"

/* A namespace that is held open, so that its inode cannot become another's. */
struct wanted_netns {
	uint32_t ino;
	int fd; /* -1: it was given as a number */
};

struct filter {
	char **comms; /* patterns */
	struct wanted_netns *netns;
	struct cgroup *cgroups;
	struct nstrace_cgroup *cgroup_ids; /* the same ones */
	size_t n_comms, n_netns, n_cgroups;
};

static int add_comm(struct filter *filter, const char *text)
{
	int r = glob_parse(text, &filter->comms[filter->n_comms]);

	if (r < 0)
		return log_errno(r, "--comm takes a name or a pattern, not '%s'", text);
	filter->n_comms++;
	return 0;
}

/* "4026532710" or "net:[4026532710]" */
static bool parse_ino(const char *text, uint32_t *ret)
{
	uint64_t ino;
	int end = 0;

	if (sscanf(text, "net:[%u]%n", ret, &end) == 1 && end && !text[end])
		return true;
	if (parse_u64(text, 1, UINT32_MAX, &ino) < 0)
		return false;
	*ret = (uint32_t)ino;
	return true;
}

static int add_netns(struct filter *filter, const char *text)
{
	struct wanted_netns wanted = {.fd = -1};
	struct netns_identity identity;
	int r;

	if (!parse_ino(text, &wanted.ino)) {
		r = netns_open_path(text, &wanted.fd);
		if (r < 0)
			return log_errno(r, "--netns=%s: no network namespace", text);
		r = netns_identify(wanted.fd, &identity);
		if (r < 0) {
			safe_close(wanted.fd);
			return log_errno(r, "--netns=%s", text);
		}
		wanted.ino = (uint32_t)identity.inode;
	}
	filter->netns[filter->n_netns++] = wanted;
	return 0;
}

static int add_cgroup(struct filter *filter, const char *path)
{
	struct cgroup *cgroup = &filter->cgroups[filter->n_cgroups];
	int r;

	if (filter->n_cgroups == NSTRACE_CGROUPS_MAX) {
		log_error("--cgroup cannot be given more than %d times", NSTRACE_CGROUPS_MAX);
		return -E2BIG;
	}
	r = cgroup_find(path, cgroup);
	if (r == -EINVAL) {
		log_error("--cgroup=%s: this is no control group", path);
		return r;
	}
	if (r == -EOPNOTSUPP) {
		log_error("--cgroup=%s: its hierarchy has no controller; take one that has", path);
		return r;
	}
	if (r < 0)
		return log_errno(r, "--cgroup=%s", path);
	filter->cgroup_ids[filter->n_cgroups++] = cgroup->id;
	return 0;
}

static int add_all(struct filter *filter, const struct options_words *words,
		   int (*add)(struct filter *filter, const char *text))
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < words->n; i++)
		r = add(filter, words->items[i]);
	return r;
}

static int filter_setup(struct filter *filter, const struct options *options)
{
	int r;

	filter->comms = calloc(options->comms.n + 1, sizeof(*filter->comms));
	filter->netns = calloc(options->netns.n + 1, sizeof(*filter->netns));
	filter->cgroups = calloc(options->cgroups.n + 1, sizeof(*filter->cgroups));
	filter->cgroup_ids = calloc(options->cgroups.n + 1, sizeof(*filter->cgroup_ids));
	if (!filter->comms || !filter->netns || !filter->cgroups || !filter->cgroup_ids)
		return log_errno(ENOMEM, "cannot start");
	r = add_all(filter, &options->comms, add_comm);
	if (r >= 0)
		r = add_all(filter, &options->netns, add_netns);
	if (r >= 0)
		r = add_all(filter, &options->cgroups, add_cgroup);
	return r;
}

int filter_new(const struct options *options, struct filter **ret)
{
	struct filter *filter = calloc(1, sizeof(*filter));
	int r;

	if (!filter)
		return log_errno(ENOMEM, "cannot start");
	r = filter_setup(filter, options);
	if (r < 0) {
		filter_free(filter);
		return r;
	}
	*ret = filter;
	return 0;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	for (size_t i = 0; i < filter->n_comms; i++)
		free(filter->comms[i]);
	for (size_t i = 0; i < filter->n_netns; i++)
		safe_close(filter->netns[i].fd);
	for (size_t i = 0; i < filter->n_cgroups; i++)
		cgroup_free(&filter->cgroups[i]);
	free(filter->comms);
	free(filter->netns);
	free(filter->cgroups);
	free(filter->cgroup_ids);
	free(filter);
}

static bool wants_comm(const struct filter *filter, const char *comm)
{
	for (size_t i = 0; i < filter->n_comms; i++)
		if (glob_matches(filter->comms[i], comm))
			return true;
	return !filter->n_comms;
}

/* Inodes of all kinds of namespaces are different. */
static bool wants_place(const struct filter *filter, const struct nstrace_nsid *place)
{
	for (size_t i = 0; i < filter->n_netns; i++)
		if (filter->netns[i].ino == place->ino)
			return true;
	return !filter->n_netns;
}

bool filter_wants(const struct filter *filter, const char *comm, const struct nstrace_nsid *places,
		  size_t n_places)
{
	bool wanted = false;

	if (!wants_comm(filter, comm))
		return false;
	for (size_t i = 0; i < n_places; i++)
		wanted |= wants_place(filter, &places[i]);
	return wanted;
}

bool filter_wants_process(const struct filter *filter, uint32_t tgid)
{
	for (size_t i = 0; i < filter->n_cgroups; i++)
		if (cgroup_has(&filter->cgroups[i], tgid))
			return true;
	return !filter->n_cgroups;
}

const struct nstrace_cgroup *filter_cgroups(const struct filter *filter, size_t *ret_n)
{
	*ret_n = filter->n_cgroups;
	return filter->cgroup_ids;
}
