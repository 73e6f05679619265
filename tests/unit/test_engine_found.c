// SPDX-License-Identifier: GPL-2.0-or-later
/* Attaching to a process that is sick already: who is away at the snapshot, and stays. */
#include "engine_findings.h"

#define FOUND                                \
	"attach\n"                           \
	"thread 3361 @web leader=home n=5\n" \
	"snapshot ends\n"                    \
	"deadline 40002 us\n"                \
	"time passes 40 ms\n"
#define FOUND_SAID "5: stranded 3361 in web, home inferred, at 40002 us\n"

static const struct CMUnitTest tests[] = {
	CASE("who stays is stranded", FOUND "deadline 0 us\n", FOUND_SAID),

	CASE("who goes home soon was on a visit",
	     "attach\n"
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "switch 3361 web -> home\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("who goes elsewhere soon is on a visit from then on",
	     "attach\n"
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "switch 3361 web -> db n=5\n"
	     "time passes 999 ms\n"
	     "switch 3361 db -> home n=5\n"
	     "finish\n",
	     ""),

	CASE("who ends soon leaves no trace",
	     "attach\n"
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "exit 3361\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("the leader, which no record names",
	     "attach\n"
	     "thread 3361 @home leader=web n=3\n"
	     "thread 3362 @home leader=web n=3\n"
	     "snapshot ends\n"
	     "time passes 40 ms\n",
	     "5: stranded 3357 in web, home inferred, at 40003 us\n"),

	CASE("a process that lives away as a whole has nobody astray",
	     "attach\n"
	     "thread 3361 @web leader=dead n=1\n"
	     "snapshot ends\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("its failed switch is no other finding",
	     FOUND "switch 3361 web -> home n=5 fails\n"
		   "time passes 5000 ms\n"
		   "finish\n",
	     FOUND_SAID "6: refused 3361 in web, EPERM, 5 threads, home inferred\n"),

	CASE("what it makes is stranded from birth", FOUND "birth 3361 => 3366 @web\n",
	     FOUND_SAID "6: stranded 3366 in web, creator 3361, home inferred\n"),

	CASE("and a program that it runs is misplaced",
	     FOUND "fork 3361 => 3400 @web\n"
		   "exec 3400 @web\n",
	     FOUND_SAID "7: misplaced 3400 in web, creator 3361 of 3357\n"),

	CASE("it goes home after all, and on a visit as anyone does",
	     FOUND "switch 3361 web -> home\n"
		   "switch 3361 home -> web\n"
		   "switch 3361 web -> home\n"
		   "time passes 5000 ms\n"
		   "finish\n",
	     FOUND_SAID),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
