// SPDX-License-Identifier: GPL-2.0-or-later
/* nstrace: which thread is in the wrong network namespace, since when, and who put it there. */
#include <fcntl.h>

#include "lib/log.h"
#include "nstrace/explain.h"
#include "nstrace/features.h"
#include "nstrace/options.h"
#include "nstrace/output.h"
#include "nstrace/scan.h"
#include "nstrace/session.h"

/* A standard descriptor that is closed would be the next file that is opened: our text in a ring's
 * memory, our log in somebody's file. In its place stands one that cannot be used either; a command
 * gets it closed, as it was. */
static int occupy_closed(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY}; /* the wrong ones */

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd] | O_CLOEXEC) < 0)
			return log_errno(errno, "cannot open /dev/null");
	return 0;
}

static int print(const char *text)
{
	int r = fputs(text, stdout) < 0 ? -errno : output_close(stdout);

	if (r < 0)
		log_errno(r, "cannot write to standard output");
	return r < 0 ? SESSION_EXIT_FAILED : 0;
}

static int run(const struct options *options)
{
	switch (options->verb) {
	case OPTIONS_HELP:
		return print(options_help_text());
	case OPTIONS_VERSION:
		return print("nstrace " NSTRACE_VERSION "\n");
	case OPTIONS_FEATURES:
		return features_run(options);
	case OPTIONS_SCAN:
		return scan_run(options);
	case OPTIONS_EXPLAIN:
		return explain_run(options);
	case OPTIONS_TRACE:
		break;
	}
	return session_run(options);
}

int main(int argc, char **argv)
{
	struct options options;
	int status;

	log_set_program("nstrace");
	if (occupy_closed() < 0 || options_parse(argc, argv, &options) < 0)
		return SESSION_EXIT_FAILED;
	status = run(&options);
	options_free(&options);
	return status;
}
