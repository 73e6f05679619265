// SPDX-License-Identifier: GPL-2.0-or-later
/* The rules of `refused` and `tainted`: a switch that fails, and a visit that does not end. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	/* ---- refused ---- */

	CASE("refused in a process with threads",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5 fails\n"
	     "holds 0 processes 0 threads\n"
	     "finish\n",
	     "2: refused 3361 in home, EPERM, 5 threads\n"),

	CASE("refused in a process with one thread is its own business",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web fails\n"
	     "finish\n",
	     ""),

	CASE("a failed way home, then a good one",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "switch 3361 web -> home\n"
	     "deadline 100003 us\n"
	     "time passes 2000 ms\n"
	     "deadline none\n"
	     "finish\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"),

	/* ---- tainted: the way home failed ---- */

	CASE("a failed way home, and 100 ms later it is still there",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "deadline 100003 us\n"
	     "time passes 99 ms\n"
	     "time passes 1 ms\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "6: tainted 3361 in web, at 100003 us\n"
	     "7: refused 3361 in web, EPERM, 5 threads\n"),

	CASE("the next event settles it if nobody looked",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "lost time passes 100 ms\n"
	     "switch 3361 web -> home\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "5: tainted 3361 in web, at 100003 us\n"),

	CASE("another process's event does too, and the end of the trace",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "lost time passes 100 ms\n"
	     "exec 4000 @home\n"
	     "switch 4001 home -> web n=5\n"
	     "switch 4001 web -> home n=5 fails\n"
	     "lost time passes 100 ms\n"
	     "finish\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "5: tainted 3361 in web, at 100003 us\n"
	     "7: refused 4001 in web, EPERM, 5 threads\n"
	     "9: tainted 4001 in web, at 200007 us\n"),

	CASE("it ends where it could not leave",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "exit 3361\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "4: tainted 3361 in web\n"),

	CASE("its process ends because of it: nobody carries on",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "exit 3361 group\n"
	     "exit 3357 group last\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"),

	CASE("it makes a thread, which is then left behind with it",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "4: tainted 3361 in web\n"
	     "5: stranded 3365 in web, creator 3361\n"),

	CASE("it forks",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "fork 3361 => 3400 @web\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "4: tainted 3361 in web\n"),

	CASE("it could go elsewhere: that switch was not its way home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> db n=5 fails\n"
	     "switch 3361 web -> cache n=5\n"
	     "time passes 200 ms\n"
	     "switch 3361 cache -> home\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"),

	CASE("a process with one thread that fails and stays has moved",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3357 web -> home fails\n"
	     "time passes 5000 ms\n"
	     "birth 3357 => 3361 @web\n"
	     "finish\n",
	     ""),

	CASE("a stray that fails is stranded, and that is all",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> home n=5 fails\n"
	     "time passes 5000 ms\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "5: refused 3365 in web, EPERM, 5 threads\n"),

	CASE("a stray that fails and forks is stranded, and its child is none of a tainted one",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> home n=5 fails\n"
	     "fork 3365 => 3400 @web\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "5: refused 3365 in web, EPERM, 5 threads\n"),

	CASE("it tries again, in vain: the first time counts",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "time passes 50 ms\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "time passes 50 ms\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "5: refused 3361 in web, EPERM, 5 threads\n"
	     "6: tainted 3361 in web, at 100003 us\n"),

	CASE("the others come after it: that is where they live now",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "switch 3361 web -> home fails\n"
	     "switch 3357 home -> web\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     "4: refused 3361 in web, EPERM, 2 threads\n"),

	CASE("the same, though one of them goes back",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "switch 3361 web -> home fails\n"
	     "switch 3357 home -> web\n"
	     "switch 3357 web -> home\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     "4: refused 3361 in web, EPERM, 2 threads\n"),

	/* ---- tainted: the visit is too long ---- */

	CASE("a visit of a second, and others at home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "deadline 1000002 us\n"
	     "time passes 999 ms\n"
	     "time passes 1 ms\n"
	     "deadline none\n"
	     "time passes 5000 ms\n",
	     "5: tainted 3361 in web, at 1000002 us\n"),

	CASE("a visit of a little less",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "lost time passes 999 ms\n"
	     "switch 3361 web -> home\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("many visits, each of them short",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 900 ms\n"
	     "switch 3361 web -> home n=5\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 900 ms\n"
	     "switch 3361 web -> home n=5\n",
	     ""),

	CASE("one visit that goes through many namespaces",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 900 ms\n"
	     "switch 3361 web -> db n=5\n"
	     "time passes 900 ms\n"
	     "switch 3361 db -> web n=5\n"
	     "time passes 5000 ms\n"
	     "switch 3361 web -> home n=5\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 1000 ms\n",
	     "5: tainted 3361 in db, at 1000002 us\n"
	     "10: tainted 3361 in web, at 7800009 us\n"),

	CASE("visits that began at different times, in two processes",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 300 ms\n"
	     "exec 4000 @home\n"
	     "switch 4001 home -> db n=5\n"
	     "time passes 300 ms\n"
	     "process 3357\n"
	     "switch 3362 home -> db n=5\n"
	     "deadline 1000002 us\n"
	     "time passes 400 ms\n"
	     "deadline 1300005 us\n"
	     "time passes 300 ms\n"
	     "deadline 1600008 us\n"
	     "time passes 300 ms\n"
	     "deadline none\n",
	     "10: tainted 3361 in web, at 1000002 us\n"
	     "12: tainted 4001 in db, at 1300005 us\n"
	     "14: tainted 3362 in db, at 1600008 us\n"),

	CASE("a visit from where the process has moved to, which ends there",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3361 home -> web\n"
	     "switch 3361 web -> db\n"
	     "switch 3361 db -> web\n"
	     "time passes 5000 ms\n"
	     "switch 3361 web -> db\n"
	     "time passes 1000 ms\n",
	     "9: tainted 3361 in db, home web, at 6000008 us\n"),

	CASE("a stray on visits of its own",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> db\n"
	     "time passes 1000 ms\n"
	     "switch 3365 db -> web\n"
	     "time passes 5000 ms\n"
	     "switch 3365 web -> db\n"
	     "time passes 1000 ms\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: tainted 3365 in db, at 1000005 us\n"
	     "10: tainted 3365 in db, at 7000009 us\n"),

	CASE("the others come after a tainted one: it is so no more, nor are its children",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "time passes 1000 ms\n"
	     "switch 3357 home -> web\n"
	     "switch 3357 web -> home\n"
	     "fork 3361 => 3400 @web\n"
	     "exec 3400 @web\n",
	     "4: tainted 3361 in web, at 1000003 us\n"),

	CASE("as long as the user allows",
	     "max visit 300 ms\n"
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "time passes 300 ms\n",
	     "4: tainted 3361 in web, at 300003 us\n"),

	CASE("tainted once, for what comes first",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "lost time passes 5000 ms\n"
	     "finish\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "5: tainted 3361 in web, at 100003 us\n"),

	CASE("a process that moves as a whole",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3361 home -> web\n"
	     "time passes 5000 ms\n"
	     "switch 3361 web -> home\n"
	     "time passes 900 ms\n"
	     "switch 3361 home -> web\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("one thread that moves for good",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("nobody is at home: nobody is tainted, until somebody is",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "birth 3357 => 3362 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3361 home -> db\n"
	     "switch 3362 home -> cache\n"
	     "time passes 5000 ms\n"
	     "switch 3362 cache -> web\n"
	     "switch 3361 db -> home\n"
	     "switch 3361 home -> db\n"
	     "switch 3361 db -> home\n",
	     "9: tainted 3357 in web\n"
	     "9: tainted 3362 in web\n"),

	CASE("then only those are whose visits are overdue",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3357 home -> web\n"
	     "switch 3361 home -> db\n"
	     "time passes 5000 ms\n"
	     "birth 3357 => 3362 @cache from web\n"
	     "switch 3361 db -> home\n",
	     "7: tainted 3357 in web\n"),

	CASE("a thread made with CLONE_NEWNET was never at home",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @web from home\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),

	CASE("a fork is a process of its own, however long it is away",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "fork 3361 => 3400 @home\n"
	     "switch 3400 home -> web n=1\n"
	     "time passes 5000 ms\n"
	     "finish\n",
	     ""),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: visits that go wrong", tests, NULL, NULL);
}
