// SPDX-License-Identifier: GPL-2.0-or-later
/* The rule of `stranded`: who is left behind where, and who is not. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	CASE("the creator goes home before the child ever runs: the seed's log",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("several children are left at once",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3361 => 3366 @web\n"
	     "switch 3361 web -> home\n",
	     "5: stranded 3365 in web, creator 3361\n"
	     "5: stranded 3366 in web, creator 3361\n"),

	CASE("a visit without a birth harms nobody",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     ""),

	CASE("a thread that was born at home and visits later is nobody's child",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3357 home -> web\n"
	     "switch 3357 web -> home\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     ""),

	CASE("the creator ends, and the child stays",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3361\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("the creator goes on to another namespace: it has left all the same",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> db\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("nested visits: each child is where its creator was then",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> db\n"
	     "birth 3361 => 3366 @db\n"
	     "switch 3361 db -> web\n"
	     "birth 3361 => 3367 @web\n"
	     "switch 3361 web -> home\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: stranded 3366 in db, creator 3361\n"
	     "8: stranded 3367 in web, creator 3361\n"),

	CASE("two visitors at once: each strands its own",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> db\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3362 => 3366 @db\n"
	     "switch 3362 db -> home\n"
	     "switch 3361 web -> home\n",
	     "6: stranded 3366 in db, creator 3362\n"
	     "7: stranded 3365 in web, creator 3361\n"),

	CASE("two visitors of one namespace: the other one's going home changes nothing",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3362 web -> home\n"
	     "switch 3365 web -> home\n"
	     "switch 3361 web -> home\n",
	     ""),

	CASE("the child goes home first",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3365 web -> home\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     ""),

	CASE("the child goes home later: it was stranded until then, which is said once",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> home\n"
	     "switch 3365 home -> web\n"
	     "switch 3365 web -> home\n"
	     "finish\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("the child ends first",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3365\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     ""),

	CASE("the child goes elsewhere by itself: from then on it is there by its own doing",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3365 web -> db\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 db -> web\n"
	     "finish\n",
	     ""),

	CASE("a switch to where the child is already does not move it",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3365 web -> web\n"
	     "switch 3361 web -> home\n",
	     "5: stranded 3365 in web, creator 3361\n"),

	CASE("such a switch of the creator leaves nobody",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> web\n"
	     "exit 3365\n"
	     "switch 3361 web -> home\n",
	     ""),

	CASE("a refused switch does not move the creator",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home fails\n"
	     "exit 3365\n"
	     "switch 3361 web -> home\n",
	     "4: refused 3361 in web, EPERM, 3 threads\n"),

	CASE("a refused switch does not move the child",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3365 web -> home fails\n"
	     "switch 3361 web -> home\n",
	     "4: refused 3365 in web, EPERM, 3 threads\n"
	     "5: stranded 3365 in web, creator 3361\n"),

	CASE("a refused switch begins no visit",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5 fails\n"
	     "holds 0 processes 0 threads\n"
	     "birth 3361 => 3365 @home\n"
	     "switch 3361 home -> home\n"
	     "finish\n",
	     "2: refused 3361 in home, EPERM, 5 threads\n"),

	CASE("the child of a pending child hangs on the visitor too",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3365 => 3366 @web\n"
	     "birth 3366 => 3367 @web\n"
	     "switch 3361 web -> home\n",
	     "6: stranded 3365 in web, creator 3361\n"
	     "6: stranded 3366 in web, creator 3365, visitor 3361\n"
	     "6: stranded 3367 in web, creator 3366, visitor 3361\n"),

	CASE("it hangs on its own creator, which may go home, go elsewhere, or end",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3365 => 3375 @web\n"
	     "birth 3361 => 3366 @web\n"
	     "birth 3366 => 3376 @web\n"
	     "birth 3361 => 3367 @web\n"
	     "birth 3367 => 3377 @web\n"
	     "switch 3365 web -> home\n"
	     "switch 3366 web -> db\n"
	     "exit 3367\n",
	     "9: stranded 3375 in web, creator 3365, visitor 3361\n"
	     "10: stranded 3376 in web, creator 3366, visitor 3361\n"
	     "11: stranded 3377 in web, creator 3367, visitor 3361\n"),

	CASE("a stray's children are stranded at birth, and theirs too",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "birth 3365 => 3366 @web\n"
	     "birth 3366 => 3367 @web\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "5: stranded 3366 in web, creator 3365, visitor 3361\n"
	     "6: stranded 3367 in web, creator 3366, visitor 3361\n"),

	CASE("a stray's children are stranded at birth also when the visitor is back",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3361 home -> web\n"
	     "birth 3365 => 3366 @web\n"
	     "birth 3361 => 3367 @web\n"
	     "switch 3361 web -> home\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: stranded 3366 in web, creator 3365, visitor 3361\n"
	     "8: stranded 3367 in web, creator 3361\n"),

	CASE("a stray's children are stranded at birth also when the visitor never went home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> db\n"
	     "switch 3361 db -> web\n"
	     "birth 3365 => 3366 @web\n"
	     "birth 3361 => 3367 @web\n"
	     "finish\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: stranded 3366 in web, creator 3365, visitor 3361\n"
	     "8: exposed 3367 in web, creator 3361\n"),

	CASE("a stray on a visit is a visitor; when it \"restores\" where it was, a stray again",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> db\n"
	     "birth 3365 => 3366 @db\n"
	     "switch 3365 db -> web\n"
	     "birth 3365 => 3367 @web\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "7: stranded 3366 in db, creator 3365\n"
	     "8: stranded 3367 in web, creator 3365, visitor 3361\n"),

	CASE("the visitor is the group leader",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3365 @web\n"
	     "switch 3357 web -> home\n",
	     "5: stranded 3365 in web, creator 3357\n"),

	CASE("a worker that io_uring made",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web io\n"
	     "switch 3361 web -> home\n",
	     "4: stranded 3365 in web, creator 3361, io worker\n"),

	CASE("clone(CLONE_NEWNET): there by its own doing, whatever its creator does",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "birth 3361 => 3365 @web from home\n"
	     "exit 3361\n"
	     "finish\n",
	     ""),

	CASE("clone(CLONE_NEWNET) makes a visitor: what is born of it can be left behind",
	     "exec 3357 @home\n"
	     "birth 3357 => 3365 @web from home\n"
	     "birth 3365 => 3366 @web\n"
	     "switch 3365 web -> home\n",
	     "4: stranded 3366 in web, creator 3365\n"),

	CASE("a process that ends mid-visit strands nobody",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3365 web -> home\n"
	     "exit 3361 group\n"
	     "exit 3365 group\n"
	     "exit 3357 group last\n"
	     "holds 0 processes 0 threads\n",
	     ""),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: stranded", tests, NULL, NULL);
}
