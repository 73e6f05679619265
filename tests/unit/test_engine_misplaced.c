// SPDX-License-Identifier: GPL-2.0-or-later
/* The rule of `misplaced`: what programs run in the wrong place because of who forked them. */
#include "engine_findings.h"

#define STRAY                           \
	"exec 3357 @home\n"             \
	"switch 3361 home -> web n=5\n" \
	"birth 3361 => 3365 @web\n"     \
	"switch 3361 web -> home\n"
#define STRAY_FOUND "4: stranded 3365 in web, creator 3361\n"

static const struct CMUnitTest tests[] = {
	CASE("a stray's child runs a program",
	     STRAY "fork 3365 => 3400 @web\n"
		   "exec 3400 @web\n"
		   "holds 1 processes 1 threads\n",
	     STRAY_FOUND "6: misplaced 3400 in web, creator 3365 of 3357\n"),

	CASE("it needs no parent any more to be judged",
	     STRAY "fork 3365 => 3400 @web\n"
		   "exit 3357 group last\n"
		   "exec 3400 @web\n"
		   "holds 0 processes 0 threads\n",
	     STRAY_FOUND "7: misplaced 3400 in web, creator 3365 of 3357\n"),

	CASE("a tainted thread's child runs a program",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3361 web -> home n=5 fails\n"
	     "fork 3361 => 3400 @web\n"
	     "exec 3400 @web\n",
	     "3: refused 3361 in web, EPERM, 5 threads\n"
	     "4: tainted 3361 in web\n"
	     "5: misplaced 3400 in web, creator 3361 of 3357\n"),

	CASE("a child's child does: the stray is to blame",
	     STRAY "fork 3365 => 3400 @web\n"
		   "fork 3400 => 3401 @web\n"
		   "exit 3400 last\n"
		   "exec 3401 @web\n",
	     STRAY_FOUND "8: misplaced 3401 in web, creator 3365 of 3357\n"),

	CASE("what a misplaced program starts is at its home",
	     STRAY "fork 3365 => 3400 @web\n"
		   "exec 3400 @web\n"
		   "fork 3400 => 3401 @web\n"
		   "exec 3401 @web\n"
		   "exec 3400 @web\n",
	     STRAY_FOUND "6: misplaced 3400 in web, creator 3365 of 3357\n"),

	CASE("a child that goes home first",
	     STRAY "fork 3365 => 3400 @web\n"
		   "switch 3400 web -> home\n"
		   "exec 3400 @home\n",
	     STRAY_FOUND),

	CASE("a child that goes elsewhere on purpose",
	     STRAY "fork 3365 => 3400 @web\n"
		   "switch 3400 web -> db\n"
		   "exec 3400 @db\n",
	     STRAY_FOUND),

	CASE("a child made with CLONE_NEWNET",
	     STRAY "fork 3365 => 3400 @new from web\n"
		   "exec 3400 @new\n"
		   "holds 1 processes 1 threads\n",
	     STRAY_FOUND),

	CASE("a child that ends without running anything",
	     STRAY "fork 3365 => 3400 @web\n"
		   "holds 2 processes 1 threads\n"
		   "exit 3400 last\n"
		   "holds 1 processes 1 threads\n",
	     STRAY_FOUND),

	CASE("a visitor's child: the visitor is there on purpose",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "fork 3361 => 3400 @web\n"
	     "holds 1 processes 1 threads\n"
	     "exec 3400 @web\n"
	     "switch 3361 web -> home\n",
	     ""),

	CASE("a child of somebody at home while a stray is about",
	     STRAY "fork 3357 => 3400 @home\n"
		   "exec 3400 @home\n",
	     STRAY_FOUND),

	CASE("a stray that went home before it forked",
	     STRAY "switch 3365 web -> home\n"
		   "fork 3365 => 3400 @home\n"
		   "exec 3400 @home\n",
	     STRAY_FOUND),

	CASE("a process with one thread that moved, forked and ran",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "fork 3357 => 3400 @web\n"
	     "exec 3400 @web\n",
	     ""),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: misplaced", tests, NULL, NULL);
}
