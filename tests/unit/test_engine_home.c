// SPDX-License-Identifier: GPL-2.0-or-later
/* Where home is: what exec and fork make it, and processes that move as a whole. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	CASE("home is where the last exec was",
	     "exec 3357 @home\n"
	     "exec 3357 @web\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3361 web -> home\n"
	     "birth 3361 => 3365 @home\n"
	     "switch 3361 home -> web\n",
	     "6: stranded 3365 in home, creator 3361, home web\n"),

	CASE("an exec during a visit moves home and forgets who was where",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3357 home -> web\n"
	     "exec 3357 @web\n"
	     "holds 0 processes 0 threads\n"
	     "birth 3357 => 3362 @web\n"
	     "switch 3362 web -> db\n"
	     "birth 3362 => 3365 @db\n"
	     "switch 3362 db -> web\n",
	     "9: stranded 3365 in db, creator 3362, home web\n"),

	CASE("an exec by a thread that is not the leader: it is the leader now",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "exit 3357 group\n"
	     "exec 3357 @web was 3361\n"
	     "holds 0 processes 0 threads\n"
	     "birth 3357 => 3362 @web\n"
	     "switch 3357 web -> db\n"
	     "birth 3357 => 3365 @db\n"
	     "switch 3357 db -> web\n",
	     "10: stranded 3365 in db, creator 3357, home web\n"),

	CASE("a forked child that calls no exec is at home where it was born",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "fork 3361 => 3400 @web\n"
	     "birth 3400 => 3401 @web\n"
	     "switch 3401 web -> db\n"
	     "birth 3401 => 3405 @db\n"
	     "switch 3401 db -> web\n",
	     "8: stranded 3405 in db, creator 3401, home web\n"),

	CASE("a fork on a visit is no thread left behind",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "fork 3361 => 3400 @web\n"
	     "switch 3361 web -> home\n"
	     "holds 0 processes 0 threads\n"
	     "finish\n",
	     ""),

	CASE("one thread that moves for good",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3361 => 3362 @web\n"
	     "exit 3361\n"
	     "exit 3362 group\n"
	     "exit 3357 group last\n"
	     "holds 0 processes 0 threads\n",
	     ""),

	CASE("one thread that visits many namespaces in turn",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3357 web -> db\n"
	     "switch 3357 db -> home\n"
	     "switch 3357 home -> web\n"
	     "switch 3357 web -> home\n"
	     "holds 0 processes 0 threads\n"
	     "birth 3357 => 3361 @home\n"
	     "finish\n",
	     ""),

	CASE("ip netns exec, nsenter: switch, then exec",
	     "fork 3000 => 3357 @home\n"
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "exec 3357 @web\n"
	     "birth 3357 => 3361 @web\n"
	     "exit 3361\n"
	     "exit 3357 group last\n"
	     "holds 0 processes 0 threads\n",
	     ""),

	CASE("moved: births there are at home, also while a sibling visits elsewhere",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3361 web -> db\n"
	     "birth 3357 => 3362 @web\n"
	     "birth 3361 => 3365 @db\n"
	     "switch 3361 db -> web\n",
	     "5: exposed 3362 in db, creator 3357, visitor 3361, home web\n"
	     "7: stranded 3365 in db, creator 3361, home web\n"),

	CASE("moved: a visitor that is where the others are is on no visit",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3361 => 3362 @web\n"
	     "finish\n",
	     ""),

	CASE("the move was a visit after all: a thread pool filled in it stays behind",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3357 => 3362 @web\n"
	     "switch 3357 web -> home\n"
	     "birth 3357 => 3363 @home\n"
	     "birth 3361 => 3364 @web\n",
	     "5: stranded 3361 in web, creator 3357\n"
	     "5: stranded 3362 in web, creator 3357\n"
	     "7: stranded 3364 in web, creator 3361, visitor 3357\n"),

	CASE("a visit after all, by one whose children are not left: they are pending",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3357 => 3362 @web\n"
	     "switch 3362 web -> home\n"
	     "exit 3357 group\n"
	     "exit 3361 group\n"
	     "exit 3362 group last\n",
	     "6: exposed 3361 in web, creator 3357\n"),

	CASE("a visit after all: those are stranded whose creator ended meanwhile",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3361 => 3362 @web\n"
	     "birth 3357 => 3363 @web\n"
	     "birth 3357 => 3364 @web\n"
	     "exit 3361\n"
	     "switch 3364 web -> home\n"
	     "finish\n",
	     "8: stranded 3362 in web, creator 3361, visitor 3357\n"
	     "9: exposed 3363 in web, creator 3357\n"),

	CASE("a visit after all: the creator had gone elsewhere first",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3357 web -> db\n"
	     "birth 3361 => 3362 @web\n"
	     "switch 3357 db -> home\n",
	     "5: exposed 3362 in db, creator 3361, visitor 3357, home web\n"
	     "6: stranded 3361 in web, creator 3357\n"
	     "6: stranded 3362 in web, creator 3361, visitor 3357\n"),

	CASE("a visit after all: the creator had gone elsewhere, but was back",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3357 => 3362 @web\n"
	     "switch 3357 web -> db\n"
	     "switch 3357 db -> web\n"
	     "switch 3362 web -> home\n"
	     "exit 3361\n"
	     "finish\n",
	     ""),

	CASE("a visit after all: the visitor was back, but the creator had ended",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3361 => 3362 @web\n"
	     "birth 3357 => 3363 @web\n"
	     "exit 3361\n"
	     "switch 3357 web -> db\n"
	     "switch 3357 db -> web\n"
	     "switch 3363 web -> home\n",
	     "9: stranded 3362 in web, creator 3361, visitor 3357\n"),

	CASE("a visit after all, found out while the process dies: a group exit leaves nobody",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3357 => 3362 @web\n"
	     "exit 3357 group\n"
	     "switch 3362 web -> home\n"
	     "exit 3361 group\n"
	     "exit 3362 group last\n",
	     "7: exposed 3361 in web, creator 3357\n"),

	CASE("a visit after all, and then everybody moves again: silent again",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "birth 3357 => 3362 @web\n"
	     "switch 3362 web -> home\n"
	     "switch 3362 home -> web\n"
	     "finish\n",
	     ""),

	CASE("threads that move one by one have moved when the last one has",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "birth 3357 => 3362 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3357 home -> web\n"
	     "exit 3362\n"
	     "finish\n",
	     ""),

	CASE("one that stays at home keeps it where it is",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "birth 3357 => 3362 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3357 home -> web\n"
	     "finish\n",
	     "7: exposed 3365 in web, creator 3361\n"),

	CASE("one that was born at home meanwhile keeps it where it is",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3357 => 3366 @home\n"
	     "exit 3357\n"
	     "finish\n",
	     "5: exposed 3366 in web, creator 3357, visitor 3361\n"
	     "7: exposed 3365 in web, creator 3361\n"),

	CASE("n of a later event runs ahead: it counts threads whose births are still to be told",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web n=2\n"
	     "birth 3361 => 3365 @web n=2\n"
	     "exit 3357 n=2\n"
	     "birth 3361 => 3366 @web n=9\n"
	     "finish\n",
	     ""),

	CASE("a birth that the first count has already may be told after it",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "\n"
	     "switch 3361 home -> web n=3\n"
	     "birth 3357 => 3362 @home at=3\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3357\n"
	     "exit 3362\n"
	     "finish\n",
	     "5: exposed 3362 in web, creator 3357, visitor 3361\n"),

	CASE("when everybody else has ended, those away have moved",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3357\n"
	     "exit 3361\n"
	     "finish\n",
	     ""),

	CASE("threads in two places have not moved to either",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "switch 3357 home -> db\n"
	     "birth 3361 => 3365 @web\n"
	     "finish\n",
	     "6: exposed 3365 in web, creator 3361\n"),

	CASE("a process that moved and moves on as a whole",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3357 web -> db\n"
	     "switch 3361 web -> db\n"
	     "birth 3361 => 3365 @db\n"
	     "birth 3357 => 3366 @db\n"
	     "finish\n",
	     ""),

	CASE("the home of a process older than our attaching is inferred",
	     "attach\n"
	     "process 3357\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3357 => 3366 @home\n"
	     "switch 3361 web -> home\n",
	     "5: exposed 3366 in web, creator 3357, visitor 3361, home inferred\n"
	     "6: stranded 3365 in web, creator 3361, home inferred\n"),

	CASE("until it calls exec, which is remembered",
	     "attach\n"
	     "process 3357\n"
	     "switch 3357 home -> web n=1\n"
	     "exec 3357 @web\n"
	     "holds 1 processes 0 threads\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3361 web -> home\n"
	     "birth 3361 => 3365 @home\n"
	     "switch 3361 home -> web\n",
	     "9: stranded 3365 in home, creator 3361, home web\n"),

	CASE("the home of a younger one is known for sure",
	     "attach\n"
	     "fork 3000 => 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n",
	     "6: stranded 3365 in web, creator 3361\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: home", tests, NULL, NULL);
}
