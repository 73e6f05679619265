// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * buggy-ps: lists the addresses of containers on a bridge as `weave ps` did when it sometimes said
 * "Cannot find weave bridge: Link not found". Options, messages and the exit status are here; the
 * way through a container is in containers.c, and the reason for the bug in runtime/.
 */
#include <getopt.h>
#include <limits.h>
#include <string.h>
#include "buggy-ps/containers.h"
#include "lib/log.h"
#include "lib/parse.h"

struct options {
	const char *engine_socket;
	const char *bridge;
	struct rt_config runtime;
	int failed_tid_fd;
	char **ids; /* up to NULL */
};

/* What the main task is given, and gives back. */
struct job {
	const struct options *options;
	struct failure failure;
	int result;
};

static const char usage_text[] =
	"usage: buggy-ps [OPTION]… ID…\n"
	"  --engine-socket=PATH       where to ask for a container's process\n"
	"                             (default /run/nstrace-lab/engine.sock)\n"
	"  --bridge=NAME              default weave\n"
	"  --runtime=go1.9|go1.10     without or with the runtime's fix (default go1.9)\n"
	"  --schedule=natural|forced  forced: unlucky every time (default natural)\n"
	"  --failed-tid-fd=FD         where to write the id of the thread that failed\n"
	"  --help\n";

enum option_id {
	OPTION_ENGINE_SOCKET = UCHAR_MAX + 1,
	OPTION_BRIDGE,
	OPTION_RUNTIME,
	OPTION_SCHEDULE,
	OPTION_FAILED_TID_FD,
	OPTION_HELP,
};

static const struct option long_options[] = {
	{"engine-socket", required_argument, NULL, OPTION_ENGINE_SOCKET},
	{"bridge", required_argument, NULL, OPTION_BRIDGE},
	{"runtime", required_argument, NULL, OPTION_RUNTIME},
	{"schedule", required_argument, NULL, OPTION_SCHEDULE},
	{"failed-tid-fd", required_argument, NULL, OPTION_FAILED_TID_FD},
	{"help", no_argument, NULL, OPTION_HELP},
	{0},
};

static int parse_runtime(const char *text, enum rt_version *ret)
{
	if (strcmp(text, "go1.9") == 0)
		*ret = RT_GO_1_9;
	else if (strcmp(text, "go1.10") == 0)
		*ret = RT_GO_1_10;
	else
		return -EINVAL;
	return 0;
}

static int parse_schedule(const char *text, enum rt_schedule *ret)
{
	if (strcmp(text, "natural") == 0)
		*ret = RT_NATURAL;
	else if (strcmp(text, "forced") == 0)
		*ret = RT_FORCED;
	else
		return -EINVAL;
	return 0;
}

static int parse_fd(const char *text, int *ret)
{
	uint64_t fd;
	int r;

	r = parse_u64(text, 0, INT_MAX, &fd);
	if (r == 0)
		*ret = (int)fd;
	return r;
}

static int take_option(struct options *options, int option, const char *value)
{
	switch (option) {
	case OPTION_ENGINE_SOCKET:
		options->engine_socket = value;
		return 0;
	case OPTION_BRIDGE:
		options->bridge = value;
		return 0;
	case OPTION_RUNTIME:
		return parse_runtime(value, &options->runtime.version);
	case OPTION_SCHEDULE:
		return parse_schedule(value, &options->runtime.schedule);
	case OPTION_FAILED_TID_FD:
		return parse_fd(value, &options->failed_tid_fd);
	default:
		return -EINVAL;
	}
}

/* 1: help was asked for and given. */
static int parse_options(int argc, char **argv, struct options *options)
{
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) >= 0) {
		if (option == OPTION_HELP) {
			fputs(usage_text, stdout);
			return 1;
		}
		if (take_option(options, option, optarg) < 0) {
			if (optarg)
				log_error("bad value '%s'", optarg);
			return -EINVAL;
		}
	}
	options->ids = argv + optind;
	return 0;
}

static void main_task(struct rt_task *self, void *arg)
{
	struct job *job = arg;
	const struct options *options = job->options;

	for (char **id = options->ids; *id && job->result == 0; id++)
		job->result = containers_print(self, options->engine_socket, options->bridge, *id,
					       &job->failure);
}

/* In the words of the netlink library that `weave ps` used: tools look for just this line. */
static void report(const struct job *job)
{
	const char *reason = job->result == -ENODEV ? "Link not found" : strerror(-job->result);

	fprintf(stderr, "%s: %s\n", job->failure.what, reason);
	if (job->failure.tid && job->options->failed_tid_fd >= 0)
		dprintf(job->options->failed_tid_fd, "%d\n", job->failure.tid);
}

int main(int argc, char **argv)
{
	struct options options = {
		.engine_socket = "/run/nstrace-lab/engine.sock",
		.bridge = "weave",
		.failed_tid_fd = -1,
	};
	struct job job = {.options = &options};
	int r;

	log_set_program("buggy-ps");
	r = parse_options(argc, argv, &options);
	if (r != 0)
		return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	r = rt_run(&options.runtime, main_task, &job);
	if (r < 0) {
		log_errno(r, "cannot start the runtime");
		return EXIT_FAILURE;
	}
	if (job.result < 0)
		report(&job);
	return fflush(stdout) == 0 && job.result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
