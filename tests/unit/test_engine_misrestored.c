// SPDX-License-Identifier: GPL-2.0-or-later
/* The rule of `misrestored`: who takes the way home that another thread should have taken. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	CASE("entered on one thread, left on another: an error when the visit is overdue",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "time passes 999 ms\n"
	     "time passes 1 ms\n",
	     "5: tainted 3361 in web, at 1000002 us\n"
	     "5: misrestored 3362 in web, visitor 3361, at 1000002 us\n"),

	CASE("the visitor comes home in time: a warning",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "switch 3361 web -> home n=5\n"
	     "time passes 5000 ms\n",
	     "4: misrestored 3362 in web, visitor 3361, warning\n"),

	CASE("the visitor ends in time: a warning",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "exit 3361\n",
	     "4: misrestored 3362 in web, visitor 3361, warning\n"),

	CASE("the process ends in time: a warning",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "switch 3357 home -> home\n"
	     "exit 3357 group\n"
	     "exit 3361 group last\n",
	     "5: misrestored 3357 in web, visitor 3361, warning\n"),

	CASE("the trace ends: a warning",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "finish\n",
	     "4: misrestored 3362 in web, visitor 3361, warning\n"),

	CASE("the visit is overdue already: an error at once",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 2000 ms\n"
	     "switch 3362 home -> home n=5\n",
	     "3: tainted 3361 in web, at 1000002 us\n"
	     "4: misrestored 3362 in web, visitor 3361\n"),

	CASE("once a visit, however often somebody makes sure that he is at home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "switch 3363 home -> home n=5\n"
	     "switch 3361 web -> home n=5\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3363 home -> home n=5\n"
	     "switch 3361 web -> home n=5\n",
	     "5: misrestored 3362 in web, visitor 3361, warning\n"
	     "8: misrestored 3363 in web, visitor 3361, warning\n"),

	CASE("two visitors: the older one first",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> db n=5\n"
	     "switch 3363 home -> home n=5\n"
	     "switch 3364 home -> home n=5\n"
	     "switch 3362 db -> home n=5\n"
	     "switch 3361 web -> home n=5\n",
	     "6: misrestored 3364 in db, visitor 3362, warning\n"
	     "7: misrestored 3363 in web, visitor 3361, warning\n"),

	CASE("a stray on two visits of its own",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home n=5\n"
	     "switch 3365 web -> db n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "switch 3365 db -> web n=5\n"
	     "switch 3365 web -> db n=5\n"
	     "switch 3362 home -> home n=5\n"
	     "exit 3365\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "7: misrestored 3362 in db, visitor 3365, warning\n"
	     "10: misrestored 3362 in db, visitor 3365, warning\n"),

	CASE("a thread made with CLONE_NEWNET is on no visit that anybody could end",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @web from home\n"
	     "switch 3357 home -> home n=5\n"
	     "finish\n",
	     ""),

	CASE("where a process has moved to it is at home, and nobody is on a visit",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3361 home -> web\n"
	     "switch 3361 web -> web\n"
	     "finish\n",
	     ""),

	CASE("nor when a visit from there is over",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "switch 3361 web -> db\n"
	     "switch 3361 db -> web\n"
	     "switch 3357 web -> web\n"
	     "finish\n",
	     ""),

	CASE("nobody is on a visit",
	     "exec 3357 @home\n"
	     "switch 3361 home -> home n=5\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5\n"
	     "switch 3361 home -> home n=5\n"
	     "finish\n",
	     ""),

	CASE("another process's visit is none of ours",
	     "exec 4000 @home\n"
	     "switch 4001 home -> web n=5\n"
	     "exec 3357 @home\n"
	     "switch 3361 home -> home n=5\n"
	     "switch 4001 web -> home n=5\n"
	     "finish\n",
	     ""),

	CASE("a visitor that goes where it is already restores nothing",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> web n=5\n"
	     "switch 3362 web -> web n=5\n"
	     "switch 3362 web -> home n=5\n"
	     "switch 3361 web -> home n=5\n",
	     ""),

	CASE("two threads that each go and come home by themselves",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> web n=5\n"
	     "switch 3361 web -> home n=5\n"
	     "switch 3362 web -> home n=5\n"
	     "finish\n",
	     ""),

	CASE("a failed switch at home restores nothing",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> db n=5 fails\n"
	     "switch 3361 web -> home n=5\n",
	     "3: refused 3362 in home, EPERM, 5 threads\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: misrestored", tests, NULL, NULL);
}
