// SPDX-License-Identifier: GPL-2.0-or-later
/* What the engine adds to each event for a timeline: home, away or not, and how long a visit was.
 */
#include "engine_script.h"

static void ignore_finding(const struct finding *finding, void *userdata)
{
	(void)finding;
	(void)userdata;
}

static void say_view(struct script *script, const struct nstrace_event *event,
		     const struct engine_view *view)
{
	script_say(script, "%u: %u %s, home %s", script->line, event->tid,
		   view->away ? "away" : "at home", script_netns_name(script, view->home));
	if (view->away_nsec)
		script_say(script, ", after %u us", (unsigned int)(view->away_nsec / 1000));
	script_say(script, "\n");
}

static void run_view(void **state)
{
	const struct engine_case *test = *state;
	struct script script = {.on_view = say_view};

	script_run(&script, ignore_finding, test->script);
	assert_string_equal(script.said, test->expected);
}

#define VIEW(name, ...) ENGINE_CASE(name, run_view, __VA_ARGS__)

static const struct CMUnitTest tests[] = {
	VIEW("a visit, and a stray that goes home: it was on none",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> home\n",
	     "1: 3357 at home, home home\n"
	     "2: 3361 away, home home\n"
	     "3: 3365 away, home home\n"
	     "4: 3361 at home, home home, after 2 us\n"
	     "5: 3365 at home, home home\n"),

	VIEW("a visit is over when the thread is home, not before",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> db\n"
	     "switch 3361 db -> home\n",
	     "1: 3357 at home, home home\n"
	     "2: 3361 away, home home\n"
	     "3: 3361 away, home home\n"
	     "4: 3361 at home, home home, after 2 us\n"),

	VIEW("a refused switch",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5 fails\n"
	     "switch 3361 home -> web\n"
	     "switch 3361 web -> home fails\n",
	     "1: 3357 at home, home home\n"
	     "2: 3361 at home, home home\n"
	     "3: 3361 away, home home\n"
	     "4: 3361 away, home home\n"),

	VIEW("one thread alone moves its process, which is to be seen at the next event",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3361 web -> db\n"
	     "switch 3361 db -> web\n"
	     "switch 3357 web -> home\n"
	     "switch 3361 web -> home\n",
	     "1: 3357 at home, home home\n"
	     "2: 3357 away, home home\n"
	     "3: 3361 away, home home\n"
	     "4: 3361 away, home home\n"
	     "5: 3361 away, home home, after 1 us\n"
	     "6: 3357 at home, home home, after 4 us\n"
	     "7: 3361 at home, home home\n"),

	VIEW("a stray's own visit begins when it goes, and \"restoring\" is not going home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> db\n"
	     "switch 3365 db -> web\n"
	     "switch 3365 web -> db\n"
	     "switch 3365 db -> home\n",
	     "1: 3357 at home, home home\n"
	     "2: 3361 away, home home\n"
	     "3: 3365 away, home home\n"
	     "4: 3361 at home, home home, after 2 us\n"
	     "5: 3365 away, home home\n"
	     "6: 3365 away, home home\n"
	     "7: 3365 away, home home\n"
	     "8: 3365 at home, home home, after 1 us\n"),

	VIEW("forks and execs are at home by definition",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "fork 3361 => 3400 @web\n"
	     "exec 3400 @web\n",
	     "1: 3357 at home, home home\n"
	     "2: 3361 away, home home\n"
	     "3: 3400 at home, home web\n"
	     "4: 3400 at home, home web\n"),

	VIEW("the snapshot, and a visit that began before it",
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "switch 3361 web -> db\n"
	     "switch 3361 db -> home\n",
	     "1: 3361 away, home home\n"
	     "3: 3361 away, home home\n"
	     "4: 3361 at home, home home\n"),

	VIEW("of a process that nobody needs to remember the event itself says where home is",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "exit 3361\n",
	     "1: 3357 at home, home home\n"
	     "2: 3361 at home, home home\n"
	     "3: 3361 at home, home home\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: view", tests, NULL, NULL);
}
