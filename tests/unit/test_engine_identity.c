// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers that are used again, records that are lost, and what the engine keeps in mind. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	CASE("the tid of a pending thread is used again at home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3365\n"
	     "birth 3357 => 3365 @home\n"
	     "switch 3361 web -> home\n",
	     "5: exposed 3365 in web, creator 3357, visitor 3361\n"),

	CASE("also if its end was lost",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "lost exit 3365\n"
	     "birth 3357 => 3365 @home\n"
	     "switch 3361 web -> home\n",
	     "5: exposed 3365 in web, creator 3357, visitor 3361\n"),

	CASE("the creator's tid is used again: the new one's leaving is not the old one's",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "switch 3362 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "lost exit 3361\n"
	     "birth 3362 => 3361 @web\n"
	     "birth 3361 => 3366 @web\n"
	     "switch 3361 web -> home\n"
	     "finish\n",
	     "8: stranded 3366 in web, creator 3361, visitor 3362\n"
	     "9: exposed 3365 in web, creator 3361\n"),

	CASE("a tid whose start was not known at first is used again",
	     "exec 3357 @home\n"
	     "lost switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web n=3\n"
	     "switch 3361 web -> db\n"
	     "holds 1 processes 2 threads\n"
	     "lost exit 3361\n"
	     "birth 3357 => 3361 @home\n"
	     "holds 1 processes 1 threads\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("a lost end is made up for in the count of those at home",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=2\n"
	     "birth 3361 => 3365 @web\n"
	     "lost exit 3365\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3357\n"
	     "finish\n",
	     ""),

	CASE("the tgid is used again: the old process has ended",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "lost exit 3357 group\n"
	     "lost exit 3361 group\n"
	     "lost exit 3365 group last\n"
	     "fork 3000 => 3357 @db\n"
	     "holds 0 processes 0 threads\n"
	     "birth 3357 => 3361 @db\n"
	     "switch 3361 db -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> db\n",
	     "7: exposed 3365 in web, creator 3361\n"
	     "12: stranded 3365 in web, creator 3361, home db\n"),

	CASE("the inode of a namespace is used again: another cookie is another namespace",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> web#2\n"
	     "switch 3362 home -> home#2\n"
	     "birth 3362 => 3366 @home#2\n"
	     "switch 3362 home#2 -> home\n",
	     "4: stranded 3365 in web, creator 3361\n"
	     "7: stranded 3366 in home#2, creator 3362\n"),

	CASE("without cookies the inode must do",
	     "without cookies\n"
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> web#2\n"
	     "switch 3361 web -> home\n",
	     "6: stranded 3365 in web, creator 3361\n"),

	CASE("an unknown process: home is what the kernel side says",
	     "exec 3357 @home\n"
	     "lost switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n",
	     "4: stranded 3365 in web, creator 3361\n"),

	CASE("an unknown process: events that need no memory leave none",
	     "process 3357\n"
	     "exit 3361\n"
	     "switch 3362 home -> home\n"
	     "switch 3362 home -> web fails\n"
	     "birth 3362 => 3365 @home\n"
	     "fork 3362 => 3400 @home\n"
	     "exec 3400 @home\n"
	     "exit 3400 last\n"
	     "holds 0 processes 0 threads\n",
	     ""),

	CASE("a lost switch away: the creator is met where it is",
	     "exec 3357 @home\n"
	     "switch 3362 home -> db n=5\n"
	     "lost switch 3361 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n",
	     "5: stranded 3365 in web, creator 3361\n"),

	CASE("a lost switch home: seen when the creator next bears a thread",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "lost switch 3361 web -> home\n"
	     "birth 3361 => 3366 @home\n",
	     "5: stranded 3365 in web, creator 3361\n"),

	CASE("a lost switch elsewhere: seen when the creator next bears a thread",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "lost switch 3361 web -> db\n"
	     "birth 3361 => 3366 @db\n"
	     "switch 3361 db -> home\n",
	     "5: stranded 3365 in web, creator 3361\n"
	     "6: stranded 3366 in db, creator 3361\n"),

	CASE("a lost switch home: seen when the creator leaves again",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "lost switch 3361 web -> home\n"
	     "switch 3361 home -> db\n",
	     "5: stranded 3365 in web, creator 3361\n"),

	CASE("a lost birth: the child is met when it switches",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=2\n"
	     "lost birth 3361 => 3365 @web\n"
	     "switch 3365 web -> db\n"
	     "birth 3365 => 3366 @db\n"
	     "switch 3365 db -> home\n"
	     "switch 3361 web -> home\n"
	     "holds 1 processes 1 threads\n",
	     "6: stranded 3366 in db, creator 3365\n"),

	CASE("a lost birth: the child ends",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=2\n"
	     "lost birth 3361 => 3365 @web\n"
	     "exit 3365\n"
	     "switch 3361 web -> home\n"
	     "holds 0 processes 0 threads\n",
	     ""),

	CASE("a lost birth: the child is made up for in the count of those at home",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "lost birth 3357 => 3361 @web\n"
	     "switch 3361 web -> db\n"
	     "switch 3357 web -> home\n"
	     "birth 3361 => 3365 @db\n"
	     "finish\n",
	     "7: exposed 3365 in db, creator 3361\n"),

	CASE("a lost birth: the end of the child takes nobody else from the count",
	     "exec 3357 @home\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3361 @web\n"
	     "lost birth 3357 => 3362 @web\n"
	     "exit 3362\n"
	     "switch 3357 web -> home\n",
	     "6: stranded 3361 in web, creator 3357\n"),

	CASE("a lost switch home and out again: the first is seen in the second",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "lost switch 3361 web -> home\n"
	     "switch 3361 home -> web\n"
	     "birth 3361 => 3366 @web\n"
	     "finish\n",
	     "5: stranded 3365 in web, creator 3361\n"
	     "7: exposed 3366 in web, creator 3361\n"),

	CASE("a birth told twice counts once",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3361 => 3365 @web\n"
	     "holds 1 processes 2 threads\n"
	     "switch 3361 web -> home\n",
	     "6: stranded 3365 in web, creator 3361\n"),

	CASE("when all are at home nothing is kept",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "holds 1 processes 1 threads\n"
	     "birth 3357 => 3364 @home\n"
	     "birth 3361 => 3365 @web\n"
	     "holds 1 processes 2 threads\n"
	     "switch 3365 web -> home\n"
	     "switch 3361 web -> home\n"
	     "holds 0 processes 0 threads\n",
	     "4: exposed 3364 in web, creator 3357, visitor 3361\n"),

	CASE("the same when all others have ended",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n"
	     "exit 3365\n"
	     "holds 0 processes 0 threads\n",
	     "4: stranded 3365 in web, creator 3361\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: identity", tests, NULL, NULL);
}
