// SPDX-License-Identifier: GPL-2.0-or-later
/* The story that each finding tells: its evidence, with the line of the script that it is from. */
#include "engine_script.h"

static void say_evidence(struct script *script, const struct evidence *evidence)
{
	script_say(script, "  %s %u", evidence_kind_name(evidence->kind), evidence->tid);
	if (evidence->peer_tid)
		script_say(script, " of %u", evidence->peer_tid);
	script_say(script, " %s", script_netns_name(script, evidence->where));
	if (evidence->error)
		script_say(script, " %s %u", strerrorname_np(-evidence->error),
			   evidence->n_threads);
	if (evidence->time_nsec)
		script_say(script, " %u\n", (unsigned int)(evidence->time_nsec / 1000));
	else
		script_say(script, " earlier\n");
}

static void say_story(const struct finding *finding, void *userdata)
{
	struct script *script = userdata;

	script_say(script, "%s %u, %s %u\n", finding_class_name(finding->class), finding->tid,
		   finding->born_nsec ? "born" : "since",
		   (unsigned int)(finding->since_nsec / 1000));
	for (unsigned int i = 0; i < finding->n_evidence; i++)
		say_evidence(script, &finding->evidence[i]);
}

static void run_story(void **state)
{
	const struct engine_case *test = *state;
	struct script script = {};

	script_run(&script, say_story, test->script);
	assert_string_equal(script.said, test->expected);
}

#define STORY(name, ...) ENGINE_CASE(name, run_story, __VA_ARGS__)

static const struct CMUnitTest tests[] = {
	STORY("the creator leaves",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "birth 3361 => 3365 @web\n"
	      "switch 3361 web -> home\n",
	      "stranded 3365, born 3\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3365 of 3361 web 3\n"
	      "  creator-left 3361 home 4\n"),

	STORY("the creator ends",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "birth 3361 => 3365 @web\n"
	      "exit 3361\n",
	      "stranded 3365, born 3\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3365 of 3361 web 3\n"
	      "  creator-ended 3361 web 4\n"),

	STORY("nested visits: the one that the birth was in",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "switch 3361 web -> db\n"
	      "birth 3361 => 3365 @db\n"
	      "switch 3361 db -> web\n",
	      "stranded 3365, born 4\n"
	      "  visit-began 3361 db 3\n"
	      "  born 3365 of 3361 db 4\n"
	      "  creator-left 3361 web 5\n"),

	STORY("a stray's child: the visit that brought them here, long over",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "birth 3361 => 3365 @web\n"
	      "switch 3361 web -> home\n"
	      "birth 3365 => 3366 @web\n",
	      "stranded 3365, born 3\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3365 of 3361 web 3\n"
	      "  creator-left 3361 home 4\n"
	      "stranded 3366, born 5\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3366 of 3365 web 5\n"
	      "  creator-left 3361 home 4\n"),

	STORY("pending to the end",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "birth 3361 => 3365 @web\n"
	      "finish\n",
	      "exposed 3365, born 3\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3365 of 3361 web 3\n"),

	STORY("a sibling's visit",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "birth 3357 => 3365 @home\n",
	      "exposed 3365, born 3\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3365 of 3357 home 3\n"),

	STORY("a visit after all: who had left before, and when",
	      "exec 3357 @home\n"
	      "switch 3357 home -> web\n"
	      "birth 3357 => 3361 @web\n"
	      "birth 3357 => 3362 @web\n"
	      "exit 3357\n"
	      "switch 3362 web -> home\n",
	      "stranded 3361, born 3\n"
	      "  visit-began 3357 web 2\n"
	      "  born 3361 of 3357 web 3\n"
	      "  creator-ended 3357 web 5\n"),

	STORY("a visit after all: who had left first",
	      "exec 3357 @home\n"
	      "switch 3357 home -> web\n"
	      "birth 3357 => 3361 @web\n"
	      "birth 3361 => 3362 @web\n"
	      "exit 3361\n"
	      "switch 3357 web -> home\n",
	      "stranded 3362, born 4\n"
	      "  visit-began 3357 web 2\n"
	      "  born 3362 of 3361 web 4\n"
	      "  creator-ended 3361 web 5\n"),

	STORY("a visit that began before the snapshot",
	      "thread 3361 @web leader=home n=5\n"
	      "snapshot ends\n"
	      "birth 3361 => 3365 @web\n"
	      "switch 3361 web -> home\n",
	      "stranded 3361, born 0\n"
	      "  found 3361 web 1\n"
	      "stranded 3365, born 3\n"
	      "  visit-began 3361 web earlier\n"
	      "  born 3365 of 3361 web 3\n"
	      "  creator-left 3361 home 4\n"),

	STORY("a visit whose beginning was lost",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "lost switch 3361 web -> db\n"
	      "birth 3361 => 3365 @db\n"
	      "switch 3361 db -> home\n",
	      "stranded 3365, born 4\n"
	      "  visit-began 3361 db earlier\n"
	      "  born 3365 of 3361 db 4\n"
	      "  creator-left 3361 home 5\n"),

	STORY("a stray of unknown origin is explained by an older event",
	      "attach\n"
	      "\n"
	      "thread 3361 @web leader=home n=5\n"
	      "snapshot ends\n"
	      "switch 3361 home -> web at=2\n"
	      "birth 3361 => 3365 @web\n"
	      "switch 3361 web -> home\n",
	      "stranded 3361, born 0\n"
	      "  found 3361 web 3\n"
	      "stranded 3365, born 6\n"
	      "  visit-began 3361 web 2\n"
	      "  born 3365 of 3361 web 6\n"
	      "  creator-left 3361 home 7\n"),

	STORY("a way home that failed, and then time passed",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "switch 3361 web -> home n=4 fails\n"
	      "time passes 200 ms\n",
	      "refused 3361, since 3\n"
	      "  refused 3361 web EPERM 4 3\n"
	      "tainted 3361, since 2\n"
	      "  visit-began 3361 web 2\n"
	      "  refused 3361 web EPERM 4 3\n"
	      "  still-there 3361 web 100003\n"),

	STORY("a way home that failed, and then it went on with its work",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "switch 3361 web -> home n=1 fails\n"
	      "fork 3361 => 3400 @web\n"
	      "exec 3400 @web\n",
	      "tainted 3361, since 2\n"
	      "  visit-began 3361 web 2\n"
	      "  refused 3361 web EPERM 1 3\n"
	      "  still-there 3361 of 3400 web 4\n"
	      "misplaced 3400, born 4\n"
	      "  forked 3400 of 3361 web 4\n"
	      "  ran 3400 web 5\n"),

	STORY("a visit that was too long, and what should have ended it",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "switch 3362 home -> home n=5\n"
	      "time passes 1000 ms\n",
	      "tainted 3361, since 2\n"
	      "  visit-began 3361 web 2\n"
	      "  overdue 3361 web 1000002\n"
	      "misrestored 3362, since 3\n"
	      "  visit-began 3361 web 2\n"
	      "  restored 3362 home 3\n"
	      "  overdue 3361 web 1000002\n"),

	STORY("a restore that another thread was spared",
	      "exec 3357 @home\n"
	      "switch 3361 home -> web n=5\n"
	      "switch 3362 home -> home n=5\n"
	      "switch 3361 web -> home n=5\n",
	      "misrestored 3362, since 3\n"
	      "  visit-began 3361 web 2\n"
	      "  restored 3362 home 3\n"
	      "  visit-ended 3361 home 4\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: evidence", tests, NULL, NULL);
}
