// SPDX-License-Identifier: GPL-2.0-or-later
/* The rule of `exposed`: births during a visit that came to no harm, this time. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	CASE("pending at the end of the process",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3361 group\n"
	     "exit 3365 group\n"
	     "exit 3357 group last\n",
	     "4: exposed 3365 in web, creator 3361\n"),

	CASE("pending, and the first to be told of in the process's end",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3365 group\n"
	     "exit 3361 group\n"
	     "exit 3357 group last\n",
	     "4: exposed 3365 in web, creator 3361\n"),

	CASE("pending at the end of a process whose other exits were lost",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3357 last\n"
	     "holds 0 processes 0 threads\n",
	     "4: exposed 3365 in web, creator 3361\n"),

	CASE("pending when the process runs a new program",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3365 group\n"
	     "exit 3361 group\n"
	     "exec 3357 @home\n",
	     "4: exposed 3365 in web, creator 3361\n"),

	CASE("the same if the exits were lost",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exec 3357 @home\n"
	     "switch 3361 web -> home n=2\n",
	     "4: exposed 3365 in web, creator 3361\n"),

	CASE("pending when tracing ends",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3361 => 3366 @web io\n"
	     "finish\n"
	     "holds 0 processes 0 threads\n",
	     "5: exposed 3365 in web, creator 3361\n"
	     "5: exposed 3366 in web, creator 3361, io worker\n"),

	CASE("a switch home on the way out of a dying process changes nothing more",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3357 group\n"
	     "switch 3361 web -> home\n"
	     "exit 3365 group\n"
	     "exit 3361 group last\n",
	     "4: exposed 3365 in web, creator 3361\n"),

	CASE("who was stranded is not exposed too",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "exit 3361 group\n"
	     "finish\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("a birth at home while a sibling is on a visit",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "switch 3361 home -> web\n"
	     "birth 3357 => 3365 @home\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     "4: exposed 3365 in web, creator 3357, visitor 3361\n"),

	CASE("before and after the visit there is nothing to say",
	     "exec 3357 @home\n"
	     "birth 3357 => 3364 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home\n"
	     "birth 3357 => 3365 @home\n"
	     "finish\n",
	     ""),

	CASE("of two visitors the one that has been away longer is named",
	     "exec 3357 @home\n"
	     "switch 3362 home -> web n=5\n"
	     "switch 3361 home -> web\n"
	     "switch 3362 web -> db\n"
	     "birth 3357 => 3365 @home\n"
	     "switch 3362 db -> home\n"
	     "birth 3357 => 3366 @home io\n",
	     "5: exposed 3365 in db, creator 3357, visitor 3362\n"
	     "7: exposed 3366 in web, creator 3357, visitor 3361, io worker\n"),

	CASE("a thread made with CLONE_NEWNET, to stay, is on no visit",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @web from home\n"
	     "birth 3357 => 3365 @home\n",
	     ""),

	CASE("but when it goes on from there by itself it is",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @web from home\n"
	     "switch 3361 web -> db\n"
	     "birth 3357 => 3365 @home\n",
	     "4: exposed 3365 in db, creator 3357, visitor 3361\n"),

	CASE("strays are on no visit",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "birth 3357 => 3366 @home\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("unless they go on one, for as long as they do",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "switch 3365 web -> db\n"
	     "birth 3357 => 3366 @home\n"
	     "switch 3365 db -> web\n"
	     "birth 3357 => 3367 @home\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "6: exposed 3366 in db, creator 3357, visitor 3365\n"),

	CASE("pending threads are on no visit",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3365\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     ""),

	CASE("a visitor that ended is on no visit",
	     "exec 3357 @home\n"
	     "birth 3357 => 3361 @home\n"
	     "birth 3357 => 3362 @web from home\n"
	     "switch 3361 home -> web\n"
	     "exit 3362\n"
	     "exit 3361\n"
	     "birth 3357 => 3365 @home\n",
	     ""),

	CASE("another process's visit is none of ours",
	     "exec 4000 @home\n"
	     "switch 4001 home -> web n=5\n"
	     "exec 3357 @home\n"
	     "birth 3357 => 3365 @home\n"
	     "switch 3365 home -> db\n"
	     "switch 3365 db -> home\n"
	     "finish\n",
	     ""),

	CASE("two processes keep their visits apart",
	     "exec 4000 @home\n"
	     "switch 4001 home -> web n=5\n"
	     "birth 4001 => 4002 @web\n"
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "exit 4000 group last\n",
	     "7: stranded 3365 in web, creator 3361\n"
	     "8: exposed 4002 in web, creator 4001\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: exposed", tests, NULL, NULL);
}
