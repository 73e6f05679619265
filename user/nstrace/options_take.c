// SPDX-License-Identifier: GPL-2.0-or-later
/* Every option has a row in the table for getopt_long(), and a place where it is taken. */
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
	OPTION_NO_NAMES,
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
	{"no-names", no_argument, NULL, OPTION_NO_NAMES},
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

/* A limit of 0 would be none. */
static int parse_limit(const char *option, const char *example, const char *text, uint64_t *ret)
{
	if (parse_duration(text, ret) < 0 || !*ret)
		return options_refuse("%s takes a time such as %s, 0.5, 200ms or 3m, not '%s'",
				      option, example, text);
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

/* Of an option that only switches something on; NULL: it is none of those. */
static bool *flag_of(int option, struct options *options)
{
	switch (option) {
	case 'q':
		return &options->quiet;
	case 'v':
		return &options->verbose;
	case OPTION_AS_ROOT:
		return &options->as_root;
	case OPTION_32BIT:
		return &options->see_32bit;
	case OPTION_NO_STACKS:
		return &options->no_stacks;
	case OPTION_NO_NAMES:
		return &options->no_names;
	case OPTION_NO_EVIDENCE:
		return &options->no_evidence;
	case OPTION_GEN_SUPPRESSIONS:
		return &options->gen_suppressions;
	default:
		return NULL;
	}
}

/* Of an option that may be given several times; NULL: it is none of those. */
static struct options_words *words_of(int option, struct options *options)
{
	switch (option) {
	case OPTION_COMM:
		return &options->comms;
	case OPTION_NETNS:
		return &options->netns;
	case OPTION_CGROUP:
		return &options->cgroups;
	case OPTION_SUPPRESSIONS:
		return &options->suppressions;
	default:
		return NULL;
	}
}

static int take_argument(int option, const char *text, struct options *options)
{
	switch (option) {
	case 'p':
		return parse_tgid(text, options);
	case 'd':
		return parse_limit("--duration", "10", text, &options->duration_nsec);
	case OPTION_MAX_VISIT:
		return parse_limit("--max-visit", "1", text, &options->max_visit_nsec);
	case OPTION_ERROR_EXITCODE:
		return parse_exitcode(text, options);
	case OPTION_COLOR:
		return parse_color(text, options);
	case OPTION_KINDS:
		return parse_kinds(text, options);
	case OPTION_JSON:
		return parse_json(text, options);
	case 'o':
		options->output_path = text;
		return 0;
	default:
		log_error("see nstrace --help"); /* getopt_long() has said why */
		return -EINVAL;
	}
}

int options_take(int option, struct options *options)
{
	struct options_words *words = words_of(option, options);
	bool *flag = flag_of(option, options);

	if (words)
		return add_word(optarg, words);
	if (option == 'h' || option == 'V')
		options->verb = option == 'h' ? OPTIONS_HELP : OPTIONS_VERSION;
	else if (flag)
		*flag = true;
	else
		return take_argument(option, optarg, options);
	return 0;
}
