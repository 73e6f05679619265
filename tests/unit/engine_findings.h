/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a table of scripts that expect findings, each written as
 *
 *   4: stranded 3365 in web, creator 3361
 *
 * 4 is the line that settled it. What a reader takes for granted is left out: a visitor that is the
 * creator or the thread itself, a home that is known for sure and called home, the severity of the
 * class, and the time if it is that of the line.
 */
#ifndef ENGINE_FINDINGS_H
#define ENGINE_FINDINGS_H

#include "engine_script.h"

static void say_refusal(struct script *script, const struct evidence *evidence)
{
	assert_int_equal(evidence->kind, EVIDENCE_REFUSED);
	script_say(script, ", %s, %u threads", strerrorname_np(-evidence->error),
		   evidence->n_threads);
}

static void say_people(struct script *script, const struct finding *finding)
{
	if (finding->creator_tid)
		script_say(script, ", creator %u", finding->creator_tid);
	if (finding->creator_tid && finding->creator_tgid != finding->tgid)
		script_say(script, " of %u", finding->creator_tgid);
	if (finding->visitor_tid && finding->visitor_tid != finding->creator_tid &&
	    finding->visitor_tid != finding->tid)
		script_say(script, ", visitor %u", finding->visitor_tid);
}

static void say_finding(const struct finding *finding, void *userdata)
{
	struct script *script = userdata;
	const char *home = script_netns_name(script, finding->home);

	if (finding->born_nsec && finding->since_nsec)
		assert_int_equal(finding->since_nsec, finding->born_nsec);
	/* Of a stray leader the snapshot has no record. */
	if (finding->tid != finding->tgid || *finding->comm)
		assert_string_equal(finding->comm, "weaveutil");
	script_say(script, "%u: %s %u in %s", script->line, finding_class_name(finding->class),
		   finding->tid, script_netns_name(script, finding->where));
	say_people(script, finding);
	if (finding->class == FINDING_REFUSED)
		say_refusal(script, &finding->evidence[0]);
	if (finding->severity != finding_class_severity(finding->class))
		script_say(script, ", %s", severity_name(finding->severity));
	if (strcmp(home, "home"))
		script_say(script, ", home %s", home);
	script_say(script, "%s%s", finding->home_inferred ? ", home inferred" : "",
		   finding->io_worker ? ", io worker" : "");
	if (finding->decided_nsec != script_time(script))
		script_say(script, ", at %lu us", (unsigned long)finding->decided_nsec / 1000);
	script_say(script, "\n");
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
