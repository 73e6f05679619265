// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * weave-ps: which container has which address on a bridge. This file is the order of things: who
 * runs, the bridge, then the namespaces, then the answer, which is printed whole or not at all.
 * Messages are from here and, about the command line, from arguments.c. It never changes its own
 * namespace.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "containers/containers.h"
#include "lib/escape.h"
#include "lib/log.h"
#include "weave-ps/arguments.h"
#include "weave-ps/strategy_nsenter.h"

#define EXIT_USAGE  2
#define SHOWN_BYTES ESCAPED_MAX(64) /* room for a whole id, as engines make them */

static int read_bridge(struct netlink *nl, const struct arguments *arguments, struct bridge *bridge)
{
	char name[SHOWN_BYTES];
	int r;

	r = bridge_read(nl, arguments->bridge, arguments->with_ipv6, bridge);
	escape_text(arguments->bridge, name, sizeof(name));
	if (r == -ENODEV)
		log_error("there is no bridge '%s' in this network namespace", name);
	else if (r == -ENOTSUP)
		log_error("'%s' is no bridge", name);
	else if (r < 0)
		log_errno(r, "cannot read the bridge '%s'", name);
	return r;
}

/* NULL: all engines. */
static const char *engine_host(const struct arguments *arguments)
{
	const char *host = arguments->host ? arguments->host : getenv("DOCKER_HOST");

	return host && *host ? host : NULL;
}

/* Half of the containers are no answer. */
static int read_containers(const struct arguments *arguments, struct containers *containers)
{
	struct containers_options options = {.host = engine_host(arguments),
					     .timeout_nsec = arguments->timeout_nsec};
	char shown[SHOWN_BYTES];
	size_t i;
	int r;

	if (!targets_name_containers(arguments->targets, arguments->n_targets))
		return 0; /* an engine that hangs must not keep us from a namespace that was named
			   */
	r = containers_read(&options, containers);
	if (r < 0)
		return log_errno(r, "cannot list containers");
	for (i = 0; i < containers->n_failures; i++) {
		const struct containers_failure *failure = &containers->failures[i];

		r = log_errno(failure->error, "cannot list the containers of %s",
			      escape_text(failure->place, shown, sizeof(shown)));
	}
	return r;
}

static int find_targets(const struct arguments *arguments, const struct containers *containers,
			struct targets *targets)
{
	const char *culprit = TARGET_BRIDGE;
	char shown[SHOWN_BYTES];
	int r;

	if (arguments->n_targets)
		r = targets_resolve(targets, containers, arguments->targets, arguments->n_targets,
				    &culprit);
	else
		r = targets_list(targets, containers, &culprit);
	if (r == -ENOTUNIQ)
		log_error("'%s' names more than one container",
			  escape_text(culprit, shown, sizeof(shown)));
	else if (r < 0)
		log_errno(r, "cannot find the network namespace of '%s'",
			  escape_text(culprit, shown, sizeof(shown)));
	return r;
}

static const char *failed_id(const struct targets *targets)
{
	size_t i;

	for (i = 0; i < targets->n; i++)
		if (targets->items[i].visit != NO_VISIT &&
		    targets->visits[targets->items[i].visit].error)
			return targets->items[i].id;
	return "any";
}

static int look(const struct arguments *arguments, struct netlink *nl, const struct bridge *bridge,
		int home_netns_fd, struct targets *targets)
{
	struct itinerary itinerary = {.bridge = bridge,
				      .home_netns_fd = home_netns_fd,
				      .with_ipv6 = arguments->with_ipv6,
				      .timeout_nsec = arguments->timeout_nsec,
				      .visits = targets->visits,
				      .n_visits = targets->n_visits};
	char shown[SHOWN_BYTES];
	size_t i;
	int r = 0;

	for (i = 0; r == 0 && i < itinerary.n_visits; i++) {
		struct visit *visit = &itinerary.visits[i];

		r = visit->error = rtnl_get_netnsid(nl, visit->netns_fd, &visit->netnsid);
	}
	if (r == 0)
		r = arguments->strategy->look(&itinerary);
	if (r < 0)
		log_errno(r, "cannot look into the network namespace of '%s'",
			  escape_text(failed_id(targets), shown, sizeof(shown)));
	return r;
}

static int print(const struct arguments *arguments, const struct bridge *bridge,
		 const struct targets *targets)
{
	struct answer answer = {.bridge = bridge, .targets = targets, .all = arguments->all};
	_cleanup_free_ char *text = NULL;
	int r;

	r = rows_text(&answer, arguments->format, &text);
	if (r == 0)
		r = rows_write(STDOUT_FILENO, text);
	return r < 0 ? log_errno(r, "cannot write the answer") : 0;
}

static int run(const struct arguments *arguments)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_close_ int home_netns_fd = -1;
	_cleanup_bridge_ struct bridge bridge = {0};
	_cleanup_containers_ struct containers containers = {0};
	_cleanup_targets_ struct targets targets = {0};
	int r;

	r = netns_open_own(&home_netns_fd);
	if (r == 0)
		r = netns_identify(home_netns_fd, &targets.home);
	if (r == 0)
		r = netlink_open(&nl);
	if (r < 0)
		return log_errno(r, "cannot read this network namespace");
	r = read_containers(arguments, &containers);
	if (r == 0)
		r = find_targets(arguments, &containers, &targets);
	if (r == 0) /* not before: a container that has just started would have no port */
		r = read_bridge(nl, arguments, &bridge);
	if (r == 0)
		r = look(arguments, nl, &bridge, home_netns_fd, &targets);
	if (r == 0)
		r = print(arguments, &bridge, &targets);
	return r;
}

static int say(const char *text)
{
	int r;

	r = text ? rows_write(STDOUT_FILENO, text) : -ENOMEM;
	return r < 0 ? log_errno(r, "cannot write to stdout") : 0;
}

static int help(void)
{
	_cleanup_free_ char *text = arguments_help();

	return say(text);
}

/* Every namespace is a descriptor, and the usual limit of 1024 is meant for select(). */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Who started us may have ignored or blocked them: children are waited for, and an alarm ends a
 * look that hangs in this very process. */
static void restore_signals(void)
{
	sigset_t signals;

	signal(SIGCHLD, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	int r;

	if (nsenter_is_for_us(argc, argv))
		return nsenter_look_here(argv);
	log_set_program("weave-ps");
	/* What is opened next must not get the number of a stdout that is closed. */
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0) {
		log_errno(errno, "cannot write to stdout");
		return EXIT_FAILURE;
	}
	restore_signals();
	raise_descriptor_limit();
	if (arguments_parse(argc, argv, &arguments) < 0) {
		log_info("try --help");
		return EXIT_USAGE;
	}
	if (arguments.show_help)
		r = help();
	else if (arguments.show_version)
		r = say("weave-ps " NSTRACE_VERSION "\n");
	else
		r = run(&arguments);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
