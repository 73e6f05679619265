// SPDX-License-Identifier: GPL-2.0-or-later
/* Attaching to a process that is sick already: who is away at the snapshot, and stays. */
#include "engine_findings.h"

#define FOUND                                \
	"attach\n"                           \
	"thread 3361 @web leader=home n=5\n" \
	"snapshot ends\n"
#define WARNED	"3: stranded 3361 in web, warning, home inferred, at 2 us\n"
#define OVERDUE FOUND "time passes 1000 ms\n"
#define ACCUSED WARNED "4: stranded 3361 in web, home inferred, at 1000002 us\n"

static const struct CMUnitTest tests[] = {
	CASE("who is away is told at once", FOUND, WARNED),

	CASE("who stays longer than a visit may take is stranded",
	     FOUND "deadline 1000002 us\n"
		   "time passes 1000 ms\n"
		   "deadline 0 us\n",
	     WARNED "5: stranded 3361 in web, home inferred, at 1000002 us\n"),

	CASE("or longer than the user allows", "max visit 300 ms\n" FOUND "time passes 300 ms\n",
	     "4: stranded 3361 in web, warning, home inferred, at 3 us\n"
	     "5: stranded 3361 in web, home inferred, at 300003 us\n"),

	CASE("who goes home before was on a visit",
	     FOUND "switch 3361 web -> home\n"
		   "time passes 5000 ms\n"
		   "finish\n",
	     WARNED),

	CASE("who goes elsewhere is on a visit from then on",
	     FOUND "switch 3361 web -> db n=5\n"
		   "time passes 999 ms\n"
		   "switch 3361 db -> home n=5\n"
		   "finish\n",
	     WARNED),

	CASE("who ends before has left no trace",
	     FOUND "exit 3361\n"
		   "time passes 5000 ms\n"
		   "finish\n",
	     WARNED),

	CASE("nor has a process that ends as a whole",
	     FOUND "exit 3357 group\n"
		   "exit 3361 group last\n",
	     WARNED),

	CASE("the leader, which no record names",
	     "attach\n"
	     "thread 3361 @home leader=web n=3\n"
	     "thread 3362 @home leader=web n=3\n"
	     "snapshot ends\n",
	     "4: stranded 3357 in web, warning, home inferred, at 3 us\n"),

	CASE("a process that lives away as a whole has nobody astray",
	     "attach\n"
	     "thread 3361 @web leader=dead n=1\n"
	     "snapshot ends\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("its failed switch is no other finding",
	     OVERDUE "switch 3361 web -> home n=5 fails\n"
		     "time passes 5000 ms\n"
		     "finish\n",
	     ACCUSED "5: refused 3361 in web, EPERM, 5 threads, home inferred\n"),

	CASE("what it makes is stranded from birth", OVERDUE "birth 3361 => 3366 @web\n",
	     ACCUSED "5: stranded 3366 in web, creator 3361, home inferred\n"),

	CASE("and a program that it runs is misplaced",
	     OVERDUE "fork 3361 => 3400 @web\n"
		     "exec 3400 @web\n",
	     ACCUSED "6: misplaced 3400 in web, creator 3361 of 3357\n"),

	CASE("it goes home after all, and on a visit as anyone does",
	     OVERDUE "switch 3361 web -> home\n"
		     "switch 3361 home -> web\n"
		     "switch 3361 web -> home\n"
		     "time passes 5000 ms\n"
		     "finish\n",
	     ACCUSED),

	CASE("one whose birth was seen, too, is judged by that",
	     FOUND "birth 3362 => 3361 @web at=1\n"
		   "time passes 5000 ms\n",
	     WARNED),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
