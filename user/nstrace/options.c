// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * getopt_long() walks over the words. What options mean together is checked at the end, so that
 * their order does not matter.
 */
#include "nstrace/options.h"

#include <linux/types.h>
#include <string.h>

#include "lib/log.h"
#include "nstrace/options_take.h"
#include "nstrace_abi.h"

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
		return options_refuse("%s takes no argument '%s'", verb_name(options->verb), *word);
	for (enum options_verb verb = OPTIONS_FEATURES; verb <= OPTIONS_EXPLAIN; verb++) {
		if (strcmp(*word, verb_name(verb)))
			continue;
		options->verb = verb;
		return 0;
	}
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (!strcmp(*word, reserved[i]))
			return options_refuse(
				"%s is not there yet; to run a program of that name, put -- before it",
				*word);
	options->command = word;
	*ret_done = true;
	return 0;
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
		return options_refuse("-p and a command ('%s') cannot go together",
				      options->command[0]);
	if (options->verb != OPTIONS_TRACE && options->command)
		return options_refuse("%s takes no argument '%s'", verb_name(options->verb),
				      options->command[0]);
	if (options->verb == OPTIONS_FEATURES && (options->n_tgids || has_filters(options)))
		return options_refuse("features takes no -p, --comm, --netns or --cgroup");
	if (options->verb == OPTIONS_SCAN && is_for_a_trace(options))
		return options_refuse(
			"scan takes only -p, --ns, --comm, --netns, --cgroup, -o, --json, "
			"--color and -v");
	if (options->verb == OPTIONS_EXPLAIN &&
	    (options->n_tgids || options->json || has_filters(options) || is_for_a_trace(options)))
		return options_refuse("explain takes only the name of a class and -o");
	if (json_path && options->output_path && !strcmp(json_path, options->output_path))
		return options_refuse("text and JSON cannot both go to '%s'", json_path);
	return 0;
}

static int parse_words(int argc, char **argv, struct options *options)
{
	bool done = false;
	int before = 0;

	optind = 0; /* glibc: start afresh, also after a parse that stopped half-way */
	while (!done) {
		int r, option = getopt_long(argc, argv, options_short, options_long, NULL);

		if (option < 0)
			break;
		r = option == OPTIONS_WORD ? take_word(&argv[optind - 1], options, &done)
					   : options_take(option, options);
		if (r < 0)
			return r;
		if (options->verb == OPTIONS_HELP || options->verb == OPTIONS_VERSION)
			return 0;
		before = optind;
	}
	if (!done && optind < argc)
		options->command = &argv[optind];
	else if (!done && optind != before && !strcmp(argv[optind - 1], "--"))
		return options_refuse("there is no command behind --");
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
