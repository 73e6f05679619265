// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the command line into a struct and knows the help text. It looks at no namespace and no
 * file. As getopt_long() says what is wrong by itself, so does this.
 */
#include "weave-ps/arguments.h"

#include <getopt.h>
#include <string.h>
#include "lib/log.h"
#include "lib/parse.h"

#define DEFAULT_BRIDGE	     "weave"
#define DEFAULT_TIMEOUT_NSEC 5000000000ULL
#define NAMES_BYTES	     128 /* of all strategies */

enum long_option {
	OPTION_BRIDGE = 256,
	OPTION_HOST,
	OPTION_JSON,
	OPTION_STRATEGY,
	OPTION_TIMEOUT,
	OPTION_WIDE,
};

static const char short_options[] = "6ahV";

static const struct option long_options[] = {
	{"all", no_argument, NULL, 'a'},
	{"bridge", required_argument, NULL, OPTION_BRIDGE},
	{"help", no_argument, NULL, 'h'},
	{"host", required_argument, NULL, OPTION_HOST},
	{"ipv6", no_argument, NULL, '6'},
	{"json", no_argument, NULL, OPTION_JSON},
	{"strategy", required_argument, NULL, OPTION_STRATEGY},
	{"timeout", required_argument, NULL, OPTION_TIMEOUT},
	{"version", no_argument, NULL, 'V'},
	{"wide", no_argument, NULL, OPTION_WIDE},
	{0},
};

static const char help_before_strategies[] =
	"Usage: weave-ps [OPTION]... [TARGET]...\n"
	"Lists which container has which address on a bridge, a row for each interface:\n"
	"  <id> <mac> [<ipv4>/<length>...]\n"
	"\n"
	"Without a TARGET: the bridge itself (weave:expose) and all running containers, newest first.\n"
	"A TARGET is a container's name, its id or the beginning of its id, or\n"
	"  weave:expose      the bridge itself, always shown first\n"
	"  pid:PID           the network namespace of a process\n"
	"  netns:NAME|PATH   a network namespace, by its name for `ip netns` or by a path\n"
	"What is unknown, does not run or is not on the bridge has no row.\n"
	"\n"
	"Options:\n"
	"  -6, --ipv6        IPv6 addresses too, behind the others\n"
	"  -a, --all         what runs and is not on the bridge, too: its id alone\n"
	"  --bridge=NAME     the bridge (default: weave)\n"
	"  --host=URL        the engine at this address, as in unix:///run/docker.sock\n"
	"                    (default: $DOCKER_HOST, or else every engine that is found)\n"
	"  --json            an array of objects, one for each row, with all that --wide shows\n"
	"  --wide            a table with a header: id, name, network namespace, interface, its\n"
	"                    peer on the bridge, state, mac, addresses\n"
	"  --strategy=NAME   how to look into the namespaces, by default the first of\n"
	"                    ";

static const char help_after_strategies[] =
	"  --timeout=TIME    the longest look into one namespace (default: 5s)\n"
	"  -h, --help        this text\n"
	"  -V, --version     the version\n"
	"\n"
	"Exit status: 0; 1 if the answer would not be complete, then nothing is on stdout;\n"
	"2 for a wrong command line.\n";

static const char *strategy_names(char *out, size_t size)
{
	size_t i, used = 0;

	for (i = 0; strategies[i] && used < size; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "",
					 strategies[i]->name);
	return out;
}

char *arguments_help(void)
{
	char names[NAMES_BYTES];
	char *text;

	if (asprintf(&text, "%s%s\n%s", help_before_strategies,
		     strategy_names(names, sizeof(names)), help_after_strategies) < 0)
		return NULL;
	return text;
}

static int take_text(const char *option, const char *text, const char **ret)
{
	if (!*text) {
		log_error("%s: it must not be empty", option);
		return -EINVAL;
	}
	*ret = text;
	return 0;
}

static int take_format(enum rows_format format, struct arguments *arguments)
{
	if (arguments->format != ROWS_PLAIN && arguments->format != format) {
		log_error("--json and --wide exclude each other");
		return -EINVAL;
	}
	arguments->format = format;
	return 0;
}

static int take_strategy(const char *name, struct arguments *arguments)
{
	char names[NAMES_BYTES];

	arguments->strategy = strategy_find(name);
	if (arguments->strategy)
		return 0;
	log_error("--strategy=%s: there is no such strategy, only %s", name,
		  strategy_names(names, sizeof(names)));
	return -EINVAL;
}

static int take_timeout(const char *text, struct arguments *arguments)
{
	int r;

	r = parse_duration(text, &arguments->timeout_nsec);
	if (r < 0)
		return log_errno(r, "--timeout=%s", text);
	if (arguments->timeout_nsec)
		return 0;
	log_error("--timeout=%s: it must be more than 0", text);
	return -EINVAL;
}

static int take_option(int option, struct arguments *arguments)
{
	switch (option) {
	case '6':
		arguments->with_ipv6 = true;
		return 0;
	case 'a':
		arguments->all = true;
		return 0;
	case 'h':
		arguments->show_help = true;
		return 0;
	case 'V':
		arguments->show_version = true;
		return 0;
	case OPTION_BRIDGE:
		return take_text("--bridge", optarg, &arguments->bridge);
	case OPTION_HOST:
		return take_text("--host", optarg, &arguments->host);
	case OPTION_JSON:
		return take_format(ROWS_JSON, arguments);
	case OPTION_WIDE:
		return take_format(ROWS_WIDE, arguments);
	case OPTION_STRATEGY:
		return take_strategy(optarg, arguments);
	case OPTION_TIMEOUT:
		return take_timeout(optarg, arguments);
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
				      .strategy = strategies[0],
				      .timeout_nsec = DEFAULT_TIMEOUT_NSEC};
	int option;
	int r;

	while ((option = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
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
