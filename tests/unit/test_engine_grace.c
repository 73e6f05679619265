// SPDX-License-Identifier: GPL-2.0-or-later
/* Who was left behind may be about to end: it is given a moment, unless it does something. */
#include "engine_findings.h"

#define LEFT                            \
	"grace 20 ms\n"                 \
	"exec 3357 @home\n"             \
	"switch 3361 home -> web n=5\n" \
	"birth 3361 => 3365 @web\n"     \
	"switch 3361 web -> home\n"
#define STRANDED "stranded 3365 in web, creator 3361"

static const struct CMUnitTest tests[] = {
	CASE("who stays is stranded when its time is over",
	     LEFT "deadline 20005 us\n"
		  "time passes 20 ms\n"
		  "deadline 0 us\n",
	     "7: " STRANDED ", at 20005 us\n"),

	CASE("an event brings it up as well as the clock",
	     LEFT "lost time passes 20 ms\n"
		  "birth 3357 => 3366 @home\n",
	     "7: " STRANDED ", at 20005 us\n"),

	CASE("who ends was about to",
	     LEFT "exit 3365\n"
		  "time passes 5000 ms\n"
		  "finish\n",
	     ""),

	CASE("who did its last work before it was left was about to, too",
	     LEFT "exit 3365 called=4\n"
		  "finish\n",
	     ""),

	CASE("who worked there after it was left was not",
	     LEFT "exit 3365 called=6\n"
		  "finish\n",
	     "6: " STRANDED "\n"),

	CASE("who was left before anybody watched what it does is given no time",
	     "grace 20 ms at=9\n"
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "exit 3365\n",
	     "5: " STRANDED "\n"),

	CASE("who goes home by itself was left behind until then",
	     LEFT "switch 3365 web -> home\n"
		  "time passes 5000 ms\n"
		  "finish\n",
	     "6: " STRANDED "\n"),

	CASE("who makes a thread carries on, and that one may be about to end",
	     LEFT "birth 3365 => 3366 @web\n"
		  "exit 3366\n"
		  "time passes 5000 ms\n",
	     "6: " STRANDED "\n"),

	CASE("who makes a process carries on",
	     LEFT "fork 3365 => 3400 @web\n"
		  "exec 3400 @web\n",
	     "6: " STRANDED "\n"
	     "7: misplaced 3400 in web, creator 3365 of 3357\n"),

	CASE("who opens a socket, or asks for a link, carries on",
	     LEFT "does 3365 link weave fails\n"
		  "exit 3365\n",
	     "6: " STRANDED "\n"),

	CASE("who is there when its process ends was not joined", LEFT "exit 3357 group\n",
	     "6: " STRANDED "\n"),

	CASE("or when its process runs another program", LEFT "exec 3357 @home was 3361\n",
	     "6: " STRANDED "\n"),

	CASE("or when nobody looks any more", LEFT "finish\n", "6: " STRANDED "\n"),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
