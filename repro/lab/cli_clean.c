// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bridge of a lab on the machine, and the removal of all there is of such a lab. Nothing is
 * touched that does not carry the mark: the label on containers and images, the alias on a bridge.
 */
#include "lab/cli_engine.h"

#include <string.h>
#include "lab/network.h"
#include "lab/registry.h"
#include "lib/rtnl.h"

#define MAX_TRIES 5 /* a container that is just being removed by somebody else fails the first */

/* *ret_is_ours: of this run, or with NULL of any. -ENODEV: there is no link of that name. */
static int find_bridge(struct netlink *nl, const char *run, int *ret_ifindex, bool *ret_is_ours)
{
	struct network_alias alias;
	struct rtnl_link link;
	int r;

	r = rtnl_get_link(nl, LAB_BRIDGE, &link);
	if (r >= 0)
		r = network_get_alias(nl, link.ifindex, &alias);
	if (r < 0)
		return r;
	*ret_ifindex = link.ifindex;
	*ret_is_ours = !strncmp(alias.text, CLI_ALIAS, strlen(CLI_ALIAS)) &&
		       (!run || !strcmp(alias.text + strlen(CLI_ALIAS), run));
	return 0;
}

static int refuse_bridge(struct cli_lab *lab)
{
	bool is_a_labs;
	int ifindex;

	if (find_bridge(lab->nl, NULL, &ifindex, &is_a_labs) < 0)
		return -EEXIST;
	snprintf(lab->step, LAB_FAILURE_BYTES, "%s",
		 is_a_labs ? "there is a lab on this machine, or what was left of one; "
			     "nstrace-repro --clean removes it"
			   : "there is a link '" LAB_BRIDGE "' that no lab has made; it is not "
			     "touched, and no lab beside it is possible");
	return -EREMOTEIO;
}

int cli_add_bridge(struct cli_lab *lab)
{
	char alias[sizeof(CLI_ALIAS) + CLI_LABEL_BYTES];
	int r;

	snprintf(lab->step, LAB_FAILURE_BYTES, "make the bridge");
	snprintf(alias, sizeof(alias), CLI_ALIAS "%s", lab->run);
	r = netlink_open(&lab->nl);
	if (r >= 0)
		r = network_add_bridge(lab->nl, LAB_BRIDGE, &lab->bridge_ifindex);
	if (r == -EEXIST)
		return refuse_bridge(lab);
	if (r >= 0)
		r = network_set_alias(lab->nl, lab->bridge_ifindex, alias);
	if (r >= 0)
		r = network_add_address(lab->nl, lab->bridge_ifindex, network_bridge_address(),
					false);
	return r;
}

static int remove_bridge(const char *run, struct lab_left *left)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	bool is_ours = false;
	int ifindex, r;

	r = netlink_open(&nl);
	if (r >= 0)
		r = find_bridge(nl, run, &ifindex, &is_ours);
	/* Without a bridge of a lab there is no lab, whose files they could be. */
	if (is_ours || !run)
		registry_remove();
	if (r < 0 || !is_ours)
		return r == -ENODEV ? 0 : r;
	r = network_delete_ports(nl, ifindex);
	if (r >= 0)
		r = network_delete_link(nl, ifindex);
	left->n_links += r < 0;
	return r;
}

/* The words of the output, at most CLI_PORTION of them, added to the words. */
static size_t add_words_of(struct cli_words *words, char *output)
{
	char *rest, *word = strtok_r(output, " \n", &rest);
	size_t n;

	for (n = 0; word && n < CLI_PORTION; n++) {
		cli_add(words, word);
		word = strtok_r(NULL, " \n", &rest);
	}
	return n;
}

struct kind {
	const char *name;
	const char *const *list;   /* the ids of those with the label that follows */
	const char *const *remove; /* NULL: the engine's own words for containers */
};

static const struct kind container_kind = {
	.name = "containers",
	.list = (const char *const[]){"ps", "--all", "--quiet", "--no-trunc", "--filter", NULL},
};

static const struct kind image_kind = {
	.name = "images",
	.list = (const char *const[]){"images", "--quiet", "--no-trunc", "--filter", NULL},
	.remove = (const char *const[]){"rmi", "--force", NULL},
};

/* Removes up to CLI_PORTION of them; *ret_n is how many it has found. */
static int remove_portion(const struct cli_engine *cli, const struct kind *kind, const char *filter,
			  size_t *ret_n, char said[static CLI_SAID_BYTES])
{
	struct cli_limits limits = {CLI_QUICK_MSEC, -1};
	struct cli_words list = {0}, remove = {0};
	_cleanup_free_ char *ids = NULL;
	int r;

	cli_add(&list, cli->program);
	cli_add_all(&list, kind->list);
	cli_add(&list, filter);
	r = cli_run(list.items, limits, &ids, said);
	if (r < 0)
		return r;
	cli_add(&remove, cli->program);
	cli_add_all(&remove, kind->remove ? kind->remove : cli->remove);
	*ret_n = add_words_of(&remove, ids);
	return *ret_n ? cli_run(remove.items, limits, NULL, said) : 0;
}

static int remove_all(const struct lab_engine *engine, const struct kind *kind, const char *run,
		      char *ret_step)
{
	char filter[sizeof("label=") + CLI_LABEL_BYTES], said[CLI_SAID_BYTES];
	unsigned int n_tries = 0;
	size_t n = 1;
	int r;

	snprintf(filter, sizeof(filter), "label=" CLI_LABEL "%s%s", run ? "=" : "", run ? run : "");
	do {
		r = remove_portion(engine->cli, kind, filter, &n, said);
		n_tries += r < 0;
	} while (n && r != -ENOENT && n_tries < MAX_TRIES);
	if (n == 0)
		return 0;
	snprintf(ret_step, LAB_FAILURE_BYTES, "%s: its %s: %s", engine->name, kind->name, said);
	return r;
}

int cli_clean(const struct lab_engine *engine, const char *run, struct lab_left *ret_left,
	      char *ret_step)
{
	struct lab_left left = {0};
	int containers_r, bridge_r, image_r;

	snprintf(ret_step, LAB_FAILURE_BYTES, "the bridge " LAB_BRIDGE);
	bridge_r = remove_bridge(run, &left);
	containers_r = remove_all(engine, &container_kind, run, ret_step);
	image_r = containers_r < 0 ? 0 : remove_all(engine, &image_kind, run, ret_step);
	*ret_left = left;
	if (containers_r < 0)
		return containers_r;
	return image_r < 0 ? image_r : bridge_r;
}
