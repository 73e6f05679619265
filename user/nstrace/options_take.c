// SPDX-License-Identifier: GPL-2.0-or-later
/* Every option is one parser and one entry in the tables. */
#include "nstrace/options_take.h"

#include <stdarg.h>
#include <string.h>

#include "engine/nsid.h"
#include "lib/grow.h"
#include "lib/log.h"
#include "lib/parse.h"

#define TGID_MAX (1 << 22) /* PID_MAX_LIMIT: the kernel gives out no greater number */

enum {
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
const char options_short[] = "-p:o:d:qvhV";

const struct option options_long[] = {
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

int options_refuse(const char *format, ...)
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
		return options_refuse("'%s' is not a process id", text);
	options->tgids[options->n_tgids++] = (uint32_t)tgid;
	return 0;
}

static int parse_exitcode(const char *text, struct options *options)
{
	uint64_t status;

	if (parse_u64(text, 1, 255, &status) < 0)
		return options_refuse("--error-exitcode takes a number from 1 to 255, not '%s'",
				      text);
	options->error_exitcode = (int)status;
	return 0;
}

static int parse_time_limit(const char *text, struct options *options)
{
	if (parse_duration(text, &options->duration_nsec) < 0 || !options->duration_nsec)
		return options_refuse(
			"--duration takes a time such as 10, 0.5, 200ms or 3m, not '%s'", text);
	return 0;
}

static int parse_max_visit(const char *text, struct options *options)
{
	if (parse_duration(text, &options->max_visit_nsec) < 0 || !options->max_visit_nsec)
		return options_refuse(
			"--max-visit takes a time such as 1, 0.5, 200ms or 3m, not '%s'", text);
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
			return options_refuse(
				"--ns takes all, or some of net, mnt, uts, ipc, cgroup, "
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
	return options_refuse("--color takes auto, always or never, not '%s'", text);
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
		return options_refuse("--json= takes the name of a file");
	options->json = !path;
	options->json_path = path;
	return 0;
}

int options_take(int option, struct options *options)
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
