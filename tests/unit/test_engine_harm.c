// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What threads do away from home: who is told of, with what, when; and that opening a socket shows
 * that a thread carries on.
 */
#include "engine_findings.h"

/* "3: tainted 3361 in web", and ", did 2" if the finding has deeds. */
static void say_finding_and_deeds(const struct finding *finding, void *userdata)
{
	struct script *script = userdata;

	say_finding(finding, userdata);
	if (!finding->deeds)
		return;
	script->said[strlen(script->said) - 1] = '\0';
	script_say(script, ", did %lu\n", (unsigned long)deeds_total(finding->deeds));
}

static void say_deed(struct script *script, const struct deed *deed)
{
	static const char *const names[] = {"?", "socket", "connect", "bind", "netlink", "link"};

	script_say(script, ", %s", names[deed->act.kind]);
	if (deed->act.kind == NSTRACE_ACT_LINK_INDEX)
		script_say(script, " %s", (const char *)deed->act.target);
	if (deed->count > 1)
		script_say(script, " %lu times %lu-%lu us", (unsigned long)deed->count,
			   (unsigned long)deed->first_nsec / 1000,
			   (unsigned long)deed->last_nsec / 1000);
	if (deed->at_home.kind == HOME_HAS_IT)
		script_say(script, " (home has it)");
}

/* "7: harm by stranded 3365 in web, 1 told, socket, link weave (home has it)" */
static void say_harm(const struct harm *harm, void *userdata)
{
	struct script *script = userdata;

	assert_string_equal(harm->comm, "weaveutil");
	assert_string_equal(script_netns_name(script, harm->home), "home");
	assert_int_equal(harm->time_nsec, script_time(script));
	script_say(script, "%u: harm by %s %u in %s, %lu told", script->line,
		   finding_class_name(harm->class), harm->tid,
		   script_netns_name(script, harm->where), (unsigned long)harm->n_told);
	for (unsigned int i = 0; i < harm->deeds->n; i++)
		say_deed(script, &harm->deeds->items[i]);
	if (harm->deeds->n_others)
		script_say(script, ", %lu others", (unsigned long)harm->deeds->n_others);
	script_say(script, "\n");
}

static struct home_answer say_question(uint32_t tgid, const struct nstrace_nsid *home,
				       const char *link_name, void *userdata)
{
	struct script *script = userdata;

	script_say(script, "%u: is there a %s in %s of %u?\n", script->line, link_name,
		   script_netns_name(script, *home), tgid);
	return (struct home_answer){.kind = HOME_HAS_IT, .ifindex = 7};
}

static void say_first(struct script *script, const struct engine_act_view *view)
{
	if (view->first)
		script_say(script, "%u: first%s\n", script->line, view->is_astray ? " astray" : "");
}

static void run_harm_case(void **state)
{
	const struct engine_case *test = *state;
	struct script script = {.on_harm = say_harm, .ask_home = say_question};

	script_run(&script, say_finding_and_deeds, test->script);
	assert_string_equal(script.said, test->expected);
}

static void run_first_case(void **state)
{
	const struct engine_case *test = *state;
	struct script script = {.on_act = say_first};

	script_run(&script, say_finding, test->script);
	assert_string_equal(script.said, test->expected);
}

#define HARM(name, ...)	 ENGINE_CASE(name, run_harm_case, __VA_ARGS__)
#define FIRST(name, ...) ENGINE_CASE(name, run_first_case, __VA_ARGS__)

#define STRAY                           \
	"exec 3357 @home\n"             \
	"switch 3361 home -> web n=5\n" \
	"birth 3361 => 3365 @web\n"     \
	"switch 3361 web -> home\n"

#define CONNECTS(port)                  \
	"does 3365 connect " port "0\n" \
	"does 3365 connect " port "1\n" \
	"does 3365 connect " port "2\n" \
	"does 3365 connect " port "3\n"

static const struct CMUnitTest tests[] = {
	HARM("a stray's acts are told when it ends",
	     STRAY "does 3365 socket\n"
		   "does 3365 link weave fails\n"
		   "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: is there a weave in home of 3357?\n"
	     "7: harm by stranded 3365 in web, 0 told, socket, link weave (home has it)\n"),

	HARM("when it goes home, and then it is over",
	     STRAY "does 3365 socket\n"
		   "switch 3365 web -> home\n"
		   "does 3365 socket\n"
		   "finish\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, socket\n"),

	HARM("when it goes elsewhere",
	     STRAY "does 3365 socket\n"
		   "switch 3365 web -> db\n"
		   "does 3365 connect 80\n"
		   "finish\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, socket\n"),

	HARM("when its process ends, by exit or by exec",
	     STRAY "does 3365 socket\n"
		   "exit 3365 group\n"
		   "exit 3357 group last\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, socket\n"),
	HARM("by exec",
	     STRAY "does 3365 socket\n"
		   "exec 3357 @home\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, socket\n"),

	HARM("each of its threads ends with it, and it is told once",
	     STRAY "does 3365 socket\n"
		   "exit 3357 group\n"
		   "exit 3365 group last\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, socket\n"),

	HARM("when nobody looks any more",
	     STRAY "does 3365 socket\n"
		   "finish\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, socket\n"),

	HARM("a stray that did nothing did no harm", STRAY "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	HARM("the finding knows what was done before it",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "does 3365 socket\n"
	     "switch 3361 web -> home\n"
	     "does 3365 connect 80\n"
	     "exit 3365\n",
	     "5: stranded 3365 in web, creator 3361, did 1\n"
	     "7: harm by stranded 3365 in web, 1 told, socket, connect\n"),

	HARM("a latent stray that goes home in time did nothing wrong",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "does 3365 socket\n"
	     "switch 3365 web -> home\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     ""),

	HARM("a visitor's work is what the visit is for",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "does 3361 socket\n"
	     "does 3361 link eth0 fails\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     "4: is there a eth0 in home of 3357?\n"),

	HARM("if it never ends, all of it is harm",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "does 3361 socket\n"
	     "time passes 1001 ms\n"
	     "does 3361 connect 80\n"
	     "switch 3361 web -> home\n",
	     "4: tainted 3361 in web, at 1000002 us, did 1\n"
	     "6: harm by tainted 3361 in web, 1 told, socket, connect\n"),

	HARM("the same again is counted, and asked once",
	     STRAY "does 3365 link weave fails\n"
		   "does 3365 link weave fails\n"
		   "does 3365 link weave\n"
		   "does 3365 link weave fails\n"
		   "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "5: is there a weave in home of 3357?\n"
	     "9: harm by stranded 3365 in web, 0 told, link weave 3 times 5-8 us (home has it), "
	     "link weave\n"),

	HARM("a list is bounded, whatever a thread does",
	     STRAY CONNECTS("1") CONNECTS("2") CONNECTS("3") CONNECTS("4")
		     CONNECTS("5") "does 3365 connect 10\n"
				   "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "26: harm by stranded 3365 in web, 0 told, connect 2 times 5-25 us, connect, connect, "
	     "connect, connect, connect, connect, connect, connect, connect, connect, connect, "
	     "connect, connect, connect, connect, 4 others\n"),

	HARM("through a socket of home, home has answered",
	     STRAY "does 3365 link weave fails by home\n"
		   "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: harm by stranded 3365 in web, 0 told, link weave\n"),

	HARM("what is told of another place, or of nobody known, is not believed",
	     STRAY "does 3365 socket @db\n"
		   "does 3357 socket\n"
		   "does 4000 socket\n"
		   "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	HARM("where all have moved to is home",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web n=1\n"
	     "does 3357 socket\n"
	     "finish\n",
	     ""),

	/* ---- a socket opened where it could not leave ---- */

	HARM("a socket opened after a failed way home: it carries on",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home fails n=5\n"
	     "does 3361 socket\n"
	     "switch 3361 web -> home\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "4: tainted 3361 in web, did 1\n"
	     "5: harm by tainted 3361 in web, 1 told, socket\n"),

	HARM("a socket opened before does not count",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "does 3361 socket\n"
	     "switch 3361 web -> home fails n=5\n"
	     "switch 3361 web -> home\n",
	     "4: refused 3361 in web, EPERM, 5 threads\n"),

	HARM("nor a unix socket, nor what is no socket",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home fails n=5\n"
	     "does 3361 socket unix\n"
	     "does 3361 connect 80\n"
	     "switch 3361 web -> home\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"),

	CASE("nobody to ask, and nobody who wants to know",
	     STRAY "does 3365 link weave fails\n"
		   "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	/* ---- the first of each ---- */

	FIRST("each different act is shown once in a stay",
	      STRAY "does 3365 socket\n"
		    "does 3365 socket\n"
		    "does 3365 link weave fails\n"
		    "switch 3365 web -> home\n"
		    "switch 3365 home -> web\n"
		    "does 3365 socket\n",
	      "4: stranded 3365 in web, creator 3361\n"
	      "5: first astray\n"
	      "7: first astray\n"
	      "10: first\n"),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
