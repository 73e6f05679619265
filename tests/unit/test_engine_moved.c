// SPDX-License-Identifier: GPL-2.0-or-later
/* A process that has lived elsewhere for a minute has moved for good: then that is where visits
 * begin, and who is left behind is left behind in its old home. */
#include "engine_findings.h"

/* A daemon moves, makes a worker, and lives there. */
#define MOVED                       \
	"exec 3357 @home\n"         \
	"switch 3357 home -> web\n" \
	"birth 3357 => 3361 @web\n" \
	"time passes 60000 ms\n"    \
	"holds 0 processes 0 threads\n"

static const struct CMUnitTest tests[] = {
	CASE("its workers are at home when it visits its old home",
	     MOVED "switch 3357 web -> home n=2\n"
		   "time passes 60 ms\n"
		   "switch 3357 home -> web n=2\n"
		   "finish\n",
	     ""),

	CASE("a thread that is left behind there is the stray",
	     MOVED "switch 3361 web -> home n=2\n"
		   "birth 3361 => 3365 @home n=3\n"
		   "switch 3361 home -> web n=3\n",
	     "8: stranded 3365 in home, creator 3361, home web\n"),

	CASE("until then it may have been a visit: of a program that had one thread",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "time passes 59000 ms\n"
	     "switch 3357 web -> home\n",
	     "5: stranded 3361 in web, creator 3357\n"),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
