// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the command line into a struct and knows the help text. It looks at no namespace and no
 * file. As getopt_long() says what is wrong by itself, so does this.
 */
#include "weave-ps/arguments.h"

#include <getopt.h>
#include "lib/log.h"
#include "lib/parse.h"
#include "weave-ps/targets.h"

#define DEFAULT_BRIDGE	     "weave"
#define DEFAULT_TIMEOUT_NSEC 5000000000ULL

enum long_option {
	OPTION_BRIDGE = 256,
	OPTION_JSON,
	OPTION_STRATEGY,
	OPTION_TIMEOUT,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{"bridge", required_argument, NULL, OPTION_BRIDGE},
	{"help", no_argument, NULL, 'h'},
	{"json", no_argument, NULL, OPTION_JSON},
	{"strategy", required_argument, NULL, OPTION_STRATEGY},
	{"timeout", required_argument, NULL, OPTION_TIMEOUT},
	{"version", no_argument, NULL, OPTION_VERSION},
	{0},
};

const char arguments_help[] =
	"Usage: weave-ps [OPTION]... [TARGET]...\n"
	"Lists which container has which address on a bridge, a row for each interface:\n"
	"  <id> <mac> [<ipv4>/<length>...]\n"
	"\n"
	"Without a TARGET: the bridge itself (weave:expose) and all running containers, newest first.\n"
	"A TARGET is a container's name, its id or the beginning of its id, or\n"
	"  weave:expose      the bridge itself, always shown first\n"
	"  pid:PID           the network namespace of a process\n"
	"  netns:NAME|PATH   a network namespace, by its name for `ip netns` or by a path\n"
	"What is unknown, has ended or is not on the bridge has no row.\n"
	"\n"
	"Options:\n"
	"  --bridge=NAME     the bridge (default: weave)\n"
	"  --json            an array of objects, one for each row, with the keys\n"
	"                    id, interface, mac (strings) and addresses (array of strings)\n"
	"  --strategy=NAME   how to look into the namespaces: fork (default), pool, nsid, nsenter,\n"
	"                    inline; the answer is the same\n"
	"  --timeout=TIME    the longest look into one namespace (default: 5s)\n"
	"  -h, --help        this text\n"
	"  --version         the version\n"
	"\n"
	"Exit status: 0; 1 if the answer would not be complete, then nothing is on stdout;\n"
	"2 for a wrong command line.\n";

static int take_option(int option, struct arguments *arguments)
{
	int r;

	switch (option) {
	case OPTION_BRIDGE:
		arguments->bridge = optarg;
		return 0;
	case OPTION_JSON:
		arguments->json = true;
		return 0;
	case OPTION_STRATEGY:
		arguments->strategy = strategy_find(optarg);
		if (!arguments->strategy)
			log_error("there is no strategy '%s'", optarg);
		return arguments->strategy ? 0 : -EINVAL;
	case OPTION_TIMEOUT:
		r = parse_duration(optarg, &arguments->timeout_nsec);
		if (r < 0)
			log_errno(r, "--timeout=%s", optarg);
		return r;
	case OPTION_VERSION:
		arguments->show_version = true;
		return 0;
	case 'h':
		arguments->show_help = true;
		return 0;
	}
	return -EINVAL;
}

static int take_targets(char **targets, size_t n_targets, struct arguments *arguments)
{
	size_t i;

	for (i = 0; i < n_targets; i++) {
		if (!target_is_valid(targets[i])) {
			log_error("'%s' names no container, process or namespace", targets[i]);
			return -EINVAL;
		}
	}
	arguments->targets = targets;
	arguments->n_targets = n_targets;
	return 0;
}

int arguments_parse(int argc, char **argv, struct arguments *ret)
{
	struct arguments arguments = {.bridge = DEFAULT_BRIDGE,
				      .strategy = &strategy_fork,
				      .timeout_nsec = DEFAULT_TIMEOUT_NSEC};
	int option;
	int r;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		r = take_option(option, &arguments);
		if (r < 0)
			return -EINVAL;
	}
	r = take_targets(argv + optind, (size_t)(argc - optind), &arguments);
	if (r < 0)
		return r;
	*ret = arguments;
	return 0;
}
