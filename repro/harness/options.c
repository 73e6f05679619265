// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads and checks the command line, and explains it. An empty value, as `make repro RUNTIME=`
 * gives it, is the default.
 */
#include "harness/options.h"

#include <getopt.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include "harness/verdict.h"
#include "lab/engine.h"
#include "lib/log.h"
#include "lib/parse.h"

#define MAX_ROUNDS 1000

#define DEFAULT_ROUNDS 10

enum option_id {
	OPTION_ENGINE = 256,
	OPTION_RUNTIME,
	OPTION_SCHEDULE,
	OPTION_REPORT,
	OPTION_RUN,
	OPTION_PS,
	OPTION_UNTIL_FAILURE,
	OPTION_SEED,
	OPTION_KEEP,
	OPTION_EXPECT,
	OPTION_CLEAN,
};

static const char usage[] =
	"Usage: nstrace-repro [OPTION…]\n"
	"       nstrace-repro [--engine=ENGINE] [--containers=N] --run -- COMMAND [ARGUMENT…]\n"
	"       nstrace-repro [--engine=ENGINE] --clean\n"
	"\n"
	"Starts a lab (a host and containers on its bridge), runs the buggy ps in it under one\n"
	"nstrace, then the same on the fixed runtime, then weave-ps, takes everything down and\n"
	"gives one verdict.\n"
	"\n"
	"  --engine=ENGINE         what makes the containers: native (the default; all in\n"
	"                          namespaces of their own, nothing of the machine is used), docker,\n"
	"                          podman, or auto: of these the first that answers, else native\n"
	"  -n, --containers=N      how many, 1 to 1000 (default 100)\n"
	"  -r, --rounds=N          how often each program runs (default 10)\n"
	"  --rounds-until-failure  the first program runs until a round of it fails, at most as often\n"
	"                          as --rounds says (default 1000); the others run as often as it did\n"
	"  --ps=COMMAND            a shell command in the place of the buggy ps. The containers' ids\n"
	"                          are put where it has {}, else behind it. A round of it fails when\n"
	"                          its exit status is not 0\n"
	"  --runtime=RUNTIME       what the buggy ps runs on: go1.9 (the default), or go1.10, on\n"
	"                          which it does not fail\n"
	"  --schedule=SCHEDULE     natural (the default), or forced: fails in the first round (from\n"
	"                          two containers on: the first one is still listed)\n"
	"  --seed=N                what is random follows from it: the native engine's ids, and\n"
	"                          NSTRACE_SEED in each round's environment (default: a new one each\n"
	"                          time; the report has it)\n"
	"  --report=FILE           the report, as JSON (default: repro/report.json beside this\n"
	"                          program)\n"
	"  --expect=VERDICT        exit with 0 for this verdict, and for no other\n"
	"  --keep                  leave the lab up, and say how to enter and to remove it\n"
	"  --clean                 remove what a power cut or --keep has left of labs with docker or\n"
	"                          podman (or of the one that --engine names), and nothing that no\n"
	"                          lab has made\n"
	"  --run                   bring the lab up, run COMMAND in its host's network and mount\n"
	"                          namespaces (with docker and podman, the machine's), take it down,\n"
	"                          and pass COMMAND's exit status on. There,\n"
	"                          " LAB_CONTAINERS_FILE " lists the containers;\n"
	"                          native ones `ip netns` knows by their names\n"
	"  -h, --help              this text\n"
	"  -V, --version           the version\n"
	"\n"
	"The verdict and its exit status:\n";

static void print_help(void)
{
	int verdict;

	fputs(usage, stdout);
	for (verdict = 0; verdict < N_VERDICTS; verdict++)
		printf("  %3d  %-24s %s\n", verdict_exit_status((enum verdict)verdict, 0),
		       verdict_name((enum verdict)verdict), verdict_meaning((enum verdict)verdict));
	puts("    2  (no verdict)             the command line was wrong");
}

static int take_count(const char *option, const char *text, unsigned int max, unsigned int *ret)
{
	uint64_t value;

	if (!*text)
		return 0;
	if (parse_u64(text, 1, max, &value) < 0) {
		log_error("--%s takes a number from 1 to %u, not '%s'", option, max, text);
		return -EINVAL;
	}
	*ret = (unsigned int)value;
	return 0;
}

static int take_seed(const char *text, uint64_t *ret)
{
	if (!*text)
		return 0;
	if (parse_u64(text, 1, INT64_MAX, ret) < 0) {
		log_error("--seed takes a number above 0, not '%s'", text);
		return -EINVAL;
	}
	return 0;
}

static int take_expected(const char *text, const char **ret)
{
	int verdict;

	if (!*text)
		return 0;
	for (verdict = 0; verdict < N_VERDICTS; verdict++) {
		if (!strcmp(text, verdict_name((enum verdict)verdict))) {
			*ret = text;
			return 0;
		}
	}
	log_error("there is no verdict '%s'", text);
	return -EINVAL;
}

static int take_choice(const char *option, const char *text, const char *first, const char *second,
		       const char **ret)
{
	if (!*text)
		return 0;
	if (strcmp(text, first) && strcmp(text, second)) {
		log_error("--%s takes %s or %s, not '%s'", option, first, second, text);
		return -EINVAL;
	}
	*ret = text;
	return 0;
}

static int take_engine(const char *text, const char **ret)
{
	if (!*text)
		return 0;
	if (strcmp(text, "auto") && !engine_by_name(text)) {
		log_error("there is no engine '%s'", text);
		return -EINVAL;
	}
	*ret = text;
	return 0;
}

/* The report takes the place of an older one; a device or a link must not be replaced by it. */
static int take_report(const char *path, const char **ret)
{
	struct stat st;

	if (*path && !lstat(path, &st) && !S_ISREG(st.st_mode)) {
		log_error("--report takes the name of a file, not '%s'", path);
		return -EINVAL;
	}
	*ret = *path ? path : NULL;
	return 0;
}

static int take_option(int option, struct harness_options *options, bool *ret_run)
{
	switch (option) {
	case 'n':
		return take_count("containers", optarg, LAB_MAX_CONTAINERS, &options->n_containers);
	case 'r':
		return take_count("rounds", optarg, MAX_ROUNDS, &options->n_rounds);
	case OPTION_ENGINE:
		return take_engine(optarg, &options->engine);
	case OPTION_RUNTIME:
		return take_choice("runtime", optarg, "go1.9", "go1.10", &options->runtime);
	case OPTION_SCHEDULE:
		return take_choice("schedule", optarg, "natural", "forced", &options->schedule);
	case OPTION_REPORT:
		return take_report(optarg, &options->report_path);
	case OPTION_RUN:
		*ret_run = true;
		return 0;
	case OPTION_PS:
		options->ps = *optarg ? optarg : NULL;
		return 0;
	case OPTION_UNTIL_FAILURE:
		options->until_failure = true;
		return 0;
	case OPTION_SEED:
		return take_seed(optarg, &options->seed);
	case OPTION_EXPECT:
		return take_expected(optarg, &options->expected);
	case OPTION_KEEP:
		options->keep = true;
		return 0;
	case OPTION_CLEAN:
		options->clean = true;
		return 0;
	case 'h':
		print_help();
		return 1;
	case 'V':
		puts("nstrace-repro " NSTRACE_VERSION);
		return 1;
	default: /* getopt_long() has said what is wrong */
		return -EINVAL;
	}
}

static int take_command(char *const *arguments, bool is_run, struct harness_options *options)
{
	if (is_run && !*arguments) {
		log_error("--run needs a command");
		return -EINVAL;
	}
	if (!is_run && *arguments) {
		log_error("unexpected argument '%s'; a command needs --run", *arguments);
		return -EINVAL;
	}
	options->command = is_run ? arguments : NULL;
	return 0;
}

/* Short enough to be typed again. */
static uint64_t new_seed(void)
{
	uint32_t seed;

	return getrandom(&seed, sizeof(seed), 0) == sizeof(seed) && seed ? seed : 1;
}

int harness_options_parse(int argc, char *argv[], struct harness_options *ret)
{
	static const struct option long_options[] = {
		{"engine", required_argument, NULL, OPTION_ENGINE},
		{"containers", required_argument, NULL, 'n'},
		{"rounds", required_argument, NULL, 'r'},
		{"runtime", required_argument, NULL, OPTION_RUNTIME},
		{"schedule", required_argument, NULL, OPTION_SCHEDULE},
		{"report", required_argument, NULL, OPTION_REPORT},
		{"run", no_argument, NULL, OPTION_RUN},
		{"ps", required_argument, NULL, OPTION_PS},
		{"rounds-until-failure", no_argument, NULL, OPTION_UNTIL_FAILURE},
		{"seed", required_argument, NULL, OPTION_SEED},
		{"expect", required_argument, NULL, OPTION_EXPECT},
		{"keep", no_argument, NULL, OPTION_KEEP},
		{"clean", no_argument, NULL, OPTION_CLEAN},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{0},
	};
	struct harness_options options = {.engine = "native",
					  .runtime = "go1.9",
					  .schedule = "natural",
					  .seed = new_seed(),
					  .n_containers = 100};
	bool is_run = false;
	int option, r;

	/* "+": the command of --run has options of its own. */
	while ((option = getopt_long(argc, argv, "+n:r:hV", long_options, NULL)) >= 0) {
		r = take_option(option, &options, &is_run);
		if (r)
			return r;
	}
	r = take_command(argv + optind, is_run, &options);
	if (r < 0)
		return r;
	if (!options.n_rounds)
		options.n_rounds = options.until_failure ? MAX_ROUNDS : DEFAULT_ROUNDS;
	*ret = options;
	return 0;
}
