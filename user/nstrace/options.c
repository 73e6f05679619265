// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * getopt_long() walks over the words; every option is one parser and one entry in the tables. What
 * options mean together is checked at the end, so that their order does not matter.
 */
#include "nstrace/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <string.h>

#include "engine/nsid.h"
#include "lib/grow.h"
#include "lib/log.h"
#include "lib/parse.h"

#define TGID_MAX (1 << 22) /* PID_MAX_LIMIT: the kernel gives out no greater number */

enum {
	OPTION_WORD = 1, /* getopt's code for what is no option */
	OPTION_JSON = 256,
	OPTION_ERROR_EXITCODE,
	OPTION_AS_ROOT,
	OPTION_32BIT,
	OPTION_COLOR,
	OPTION_MAX_VISIT,
	OPTION_NO_STACKS,
	OPTION_KINDS,
	OPTION_COMM,
	OPTION_NETNS,
	OPTION_CGROUP,
	OPTION_SUPPRESSIONS,
	OPTION_GEN_SUPPRESSIONS,
	OPTION_NO_EVIDENCE,
};

/* "-": words come in their place, so that the first one can end the options; "--" still ends them
 * too, and then it is known that the user wrote it. */
static const char short_options[] = "-p:o:d:qvhV";

static const struct option long_options[] = {
	{"pid", required_argument, NULL, 'p'},
	{"output", required_argument, NULL, 'o'},
	{"duration", required_argument, NULL, 'd'},
	{"quiet", no_argument, NULL, 'q'},
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{"version", no_argument, NULL, 'V'},
	{"json", optional_argument, NULL, OPTION_JSON},
	{"error-exitcode", required_argument, NULL, OPTION_ERROR_EXITCODE},
	{"as-root", no_argument, NULL, OPTION_AS_ROOT},
	{"32bit", no_argument, NULL, OPTION_32BIT},
	{"color", required_argument, NULL, OPTION_COLOR},
	{"max-visit", required_argument, NULL, OPTION_MAX_VISIT},
	{"no-stacks", no_argument, NULL, OPTION_NO_STACKS},
	{"ns", required_argument, NULL, OPTION_KINDS},
	{"comm", required_argument, NULL, OPTION_COMM},
	{"netns", required_argument, NULL, OPTION_NETNS},
	{"cgroup", required_argument, NULL, OPTION_CGROUP},
	{"suppressions", required_argument, NULL, OPTION_SUPPRESSIONS},
	{"gen-suppressions", no_argument, NULL, OPTION_GEN_SUPPRESSIONS},
	{"no-evidence", no_argument, NULL, OPTION_NO_EVIDENCE},
	{},
};

static int refuse(const char *format, ...) printf_(1, 2);

static int refuse(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_error("%s; see nstrace --help", text);
	return -EINVAL;
}

static int parse_tgid(const char *text, struct options *options)
{
	uint64_t tgid;

	if (parse_u64(text, 1, TGID_MAX, &tgid) < 0)
		return refuse("'%s' is not a process id", text);
	options->tgids[options->n_tgids++] = (uint32_t)tgid;
	return 0;
}

static int parse_exitcode(const char *text, struct options *options)
{
	uint64_t status;

	if (parse_u64(text, 1, 255, &status) < 0)
		return refuse("--error-exitcode takes a number from 1 to 255, not '%s'", text);
	options->error_exitcode = (int)status;
	return 0;
}

static int parse_time_limit(const char *text, struct options *options)
{
	if (parse_duration(text, &options->duration_nsec) < 0 || !options->duration_nsec)
		return refuse("--duration takes a time such as 10, 0.5, 200ms or 3m, not '%s'",
			      text);
	return 0;
}

static int parse_max_visit(const char *text, struct options *options)
{
	if (parse_duration(text, &options->max_visit_nsec) < 0 || !options->max_visit_nsec)
		return refuse("--max-visit takes a time such as 1, 0.5, 200ms or 3m, not '%s'",
			      text);
	return 0;
}

#define ALL_KINDS ((1u << NSTRACE_KINDS) - (1u << NSTRACE_KIND_NET))

/* "net,mnt": the kinds as /proc/PID/ns has them, or "all". */
static int parse_kinds(const char *text, struct options *options)
{
	char word[32];

	options->kinds = 0;
	for (const char *rest = text; rest;
	     rest = strchr(rest, ',') ? strchr(rest, ',') + 1 : NULL) {
		uint32_t kind;

		snprintf(word, sizeof(word), "%.*s", (int)strcspn(rest, ","), rest);
		kind = nsid_kind_of_name(word);
		if (kind == NSTRACE_KIND_UNKNOWN && strcmp(word, "all"))
			return refuse("--ns takes all, or some of net, mnt, uts, ipc, cgroup, "
				      "pid_for_children and time_for_children, not '%s'",
				      word);
		options->kinds |= kind ? 1u << kind : ALL_KINDS;
	}
	return 0;
}

static int parse_color(const char *text, struct options *options)
{
	static const char *const words[] = {
		[OPTIONS_COLOR_AUTO] = "auto",
		[OPTIONS_COLOR_ALWAYS] = "always",
		[OPTIONS_COLOR_NEVER] = "never",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i]))
			continue;
		options->color = (enum options_color)i;
		return 0;
	}
	return refuse("--color takes auto, always or never, not '%s'", text);
}

/* For what may be given several times. */
static int add_word(const char *word, struct options_words *words)
{
	const char **more = grow_array(words->items, words->n, sizeof(*more));

	if (!more)
		return log_errno(ENOMEM, "cannot read the command line");
	words->items = more;
	words->items[words->n++] = word;
	return 0;
}

/* --json and --json=FILE are two wishes: the last one holds. */
static int parse_json(const char *path, struct options *options)
{
	if (path && !*path)
		return refuse("--json= takes the name of a file");
	options->json = !path;
	options->json_path = path;
	return 0;
}

/* "trace" is no word: that is what nstrace does without one. */
static const char *verb_name(enum options_verb verb)
{
	static const char *const names[] = {
		[OPTIONS_FEATURES] = "features",
		[OPTIONS_SCAN] = "scan",
		[OPTIONS_EXPLAIN] = "explain",
	};

	return names[verb];
}

/* A word where an option could stand. *ret_done: it begins the command, the rest is not ours. */
static int take_word(char **word, struct options *options, bool *ret_done)
{
	static const char *const reserved[] = {"report"};

	if (options->verb == OPTIONS_EXPLAIN && !options->class_name) {
		options->class_name = *word;
		return 0;
	}
	if (options->verb != OPTIONS_TRACE)
		return refuse("%s takes no argument '%s'", verb_name(options->verb), *word);
	for (enum options_verb verb = OPTIONS_FEATURES; verb <= OPTIONS_EXPLAIN; verb++) {
		if (strcmp(*word, verb_name(verb)))
			continue;
		options->verb = verb;
		return 0;
	}
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (!strcmp(*word, reserved[i]))
			return refuse(
				"%s is not there yet; to run a program of that name, put -- before it",
				*word);
	options->command = word;
	*ret_done = true;
	return 0;
}

static int take_option(int option, struct options *options)
{
	switch (option) {
	case 'p':
		return parse_tgid(optarg, options);
	case 'd':
		return parse_time_limit(optarg, options);
	case OPTION_ERROR_EXITCODE:
		return parse_exitcode(optarg, options);
	case OPTION_COLOR:
		return parse_color(optarg, options);
	case OPTION_MAX_VISIT:
		return parse_max_visit(optarg, options);
	case OPTION_KINDS:
		return parse_kinds(optarg, options);
	case OPTION_COMM:
		return add_word(optarg, &options->comms);
	case OPTION_NETNS:
		return add_word(optarg, &options->netns);
	case OPTION_CGROUP:
		return add_word(optarg, &options->cgroups);
	case OPTION_SUPPRESSIONS:
		return add_word(optarg, &options->suppressions);
	case OPTION_GEN_SUPPRESSIONS:
		options->gen_suppressions = true;
		return 0;
	case OPTION_JSON:
		return parse_json(optarg, options);
	case 'o':
		options->output_path = optarg;
		return 0;
	case 'q':
		options->quiet = true;
		return 0;
	case 'v':
		options->verbose = true;
		return 0;
	case OPTION_NO_EVIDENCE:
		options->no_evidence = true;
		return 0;
	case OPTION_NO_STACKS:
		options->no_stacks = true;
		return 0;
	case OPTION_32BIT:
		options->see_32bit = true;
		return 0;
	case OPTION_AS_ROOT:
		options->as_root = true;
		return 0;
	case 'h':
		options->verb = OPTIONS_HELP;
		return 0;
	case 'V':
		options->verb = OPTIONS_VERSION;
		return 0;
	default:
		log_error("see nstrace --help"); /* getopt_long() has said why */
		return -EINVAL;
	}
}

/* What only a trace can do. */
static bool is_for_a_trace(const struct options *options)
{
	return options->duration_nsec || options->max_visit_nsec || options->error_exitcode ||
	       options->json_path || options->as_root || options->see_32bit || options->quiet ||
	       options->no_evidence || options->no_stacks || options->suppressions.n ||
	       options->gen_suppressions;
}

static bool has_filters(const struct options *options)
{
	return options->comms.n || options->netns.n || options->cgroups.n;
}

/* What each option may be on its own, but not together. */
static int check_together(const struct options *options)
{
	const char *json_path = options->json_path;

	if (options->command && options->n_tgids)
		return refuse("-p and a command ('%s') cannot go together", options->command[0]);
	if (options->verb != OPTIONS_TRACE && options->command)
		return refuse("%s takes no argument '%s'", verb_name(options->verb),
			      options->command[0]);
	if (options->verb == OPTIONS_FEATURES && (options->n_tgids || has_filters(options)))
		return refuse("features takes no -p, --comm, --netns or --cgroup");
	if (options->verb == OPTIONS_SCAN && is_for_a_trace(options))
		return refuse("scan takes only -p, --ns, --comm, --netns, --cgroup, -o, --json, "
			      "--color and -v");
	if (options->verb == OPTIONS_EXPLAIN &&
	    (options->n_tgids || options->json || has_filters(options) || is_for_a_trace(options)))
		return refuse("explain takes only the name of a class and -o");
	if (json_path && options->output_path && !strcmp(json_path, options->output_path))
		return refuse("text and JSON cannot both go to '%s'", json_path);
	return 0;
}

static int parse_words(int argc, char **argv, struct options *options)
{
	bool done = false;
	int before = 0;

	optind = 0; /* glibc: start afresh, also after a parse that stopped half-way */
	while (!done) {
		int r, option = getopt_long(argc, argv, short_options, long_options, NULL);

		if (option < 0)
			break;
		r = option == OPTION_WORD ? take_word(&argv[optind - 1], options, &done)
					  : take_option(option, options);
		if (r < 0)
			return r;
		if (options->verb == OPTIONS_HELP || options->verb == OPTIONS_VERSION)
			return 0;
		before = optind;
	}
	if (!done && optind < argc)
		options->command = &argv[optind];
	else if (!done && optind != before && !strcmp(argv[optind - 1], "--"))
		return refuse("there is no command behind --");
	return check_together(options);
}

int options_parse(int argc, char **argv, struct options *ret)
{
	struct options options = {.verb = OPTIONS_TRACE, .kinds = 1u << NSTRACE_KIND_NET};
	int r;

	options.tgids =
		calloc((size_t)argc + 1, sizeof(*options.tgids)); /* more than -p can give */
	if (!options.tgids)
		return log_errno(ENOMEM, "cannot read the command line");
	r = parse_words(argc, argv, &options);
	if (r < 0) {
		options_free(&options);
		return r;
	}
	*ret = options;
	return 0;
}

void options_free(struct options *options)
{
	free(options->tgids);
	free(options->comms.items);
	free(options->netns.items);
	free(options->cgroups.items);
	free(options->suppressions.items);
	*options = (struct options){};
}

bool options_use_color(enum options_color color, int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (color != OPTIONS_COLOR_AUTO)
		return color == OPTIONS_COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	return term && strcmp(term, "dumb") && isatty(fd);
}
