/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a table of scripts that expect findings, each written as
 *
 *   4: stranded 3365 in web, creator 3361
 *
 * 4 is the line that settled it. What a reader takes for granted is left out: a visitor that is the
 * creator, and a home that is known for sure and called home.
 */
#ifndef ENGINE_FINDINGS_H
#define ENGINE_FINDINGS_H

#include "engine_script.h"

static void say_finding(const struct finding *finding, void *userdata)
{
	struct script *script = userdata;
	const char *home = script_netns_name(script, finding->home);

	assert_int_equal(finding->decided_nsec, script_time(script));
	assert_int_equal(finding->since_nsec, finding->born_nsec);
	assert_string_equal(finding->comm, "weaveutil");
	script_say(script, "%u: %s %u in %s, creator %u", script->line,
		   finding_class_name(finding->class), finding->tid,
		   script_netns_name(script, finding->netns), finding->creator_tid);
	if (finding->visitor_tid != finding->creator_tid)
		script_say(script, ", visitor %u", finding->visitor_tid);
	if (strcmp(home, "home"))
		script_say(script, ", home %s", home);
	script_say(script, "%s%s\n", finding->home_inferred ? ", home inferred" : "",
		   finding->io_worker ? ", io worker" : "");
}

static void run_case(void **state)
{
	const struct engine_case *test = *state;
	struct script script = {};

	script_run(&script, say_finding, test->script);
	assert_string_equal(script.said, test->expected);
}

#define CASE(name, ...) ENGINE_CASE(name, run_case, __VA_ARGS__)

#endif
