// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nstrace-repro: reproduces the bug in a lab of its own and says whether nstrace caught it. Here is
 * only the choice between that, --run and --clean.
 */
#include "harness/clean.h"
#include "harness/command.h"
#include "harness/reproduction.h"
#include "lib/log.h"

int main(int argc, char *argv[])
{
	struct harness_options options;
	struct harness harness;
	int r;

	log_set_program("nstrace-repro");
	r = harness_options_parse(argc, argv, &options);
	if (r)
		return r < 0 ? 2 : 0;
	if (options.clean)
		return clean_run(options.engine);
	if (options.command)
		log_set_level(LOG_WARNING);
	r = harness_open(&options, &harness);
	if (r < 0) {
		log_errno(r, "cannot begin");
		return verdict_exit_status(VERDICT_NOT_POSSIBLE, 0);
	}
	r = options.command ? command_run(&harness) : reproduction_run(&harness);
	harness_close(&harness);
	return r;
}
