// SPDX-License-Identifier: GPL-2.0-or-later
/* Attaching to processes that already ran: home by majority, and events older than the snapshot. */
#include "engine_findings.h"

static const struct CMUnitTest tests[] = {
	CASE("strays of unknown origin give no finding by themselves",
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "holds 1 processes 1 threads\n"
	     "exit 3361\n"
	     "finish\n",
	     "2: stranded 3361 in web, warning, home inferred, at 1 us\n"),

	CASE("home is where the majority is; the birth of a stray, and its going home, are handled",
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> home\n",
	     "2: stranded 3361 in web, warning, home inferred, at 1 us\n"
	     "4: stranded 3365 in web, creator 3361, home inferred\n"),

	CASE("those of a stray are pending until then",
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "birth 3361 => 3365 @web\n"
	     "birth 3365 => 3366 @web\n"
	     "finish\n",
	     "2: stranded 3361 in web, warning, home inferred, at 1 us\n"
	     "5: exposed 3365 in web, creator 3361, home inferred\n"
	     "5: exposed 3366 in web, creator 3365, visitor 3361, home inferred\n"),

	CASE("a stray of unknown origin is on no visit, but on one when it goes elsewhere",
	     "thread 3361 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "birth 3357 => 3365 @home\n"
	     "switch 3361 web -> db\n"
	     "birth 3357 => 3366 @home\n",
	     "2: stranded 3361 in web, warning, home inferred, at 1 us\n"
	     "5: exposed 3366 in db, creator 3357, visitor 3361, home inferred\n"),

	CASE("the stray is the leader",
	     "thread 3361 @home leader=web n=4\n"
	     "thread 3362 @home leader=web n=4\n"
	     "thread 3363 @home leader=web n=4\n"
	     "snapshot ends\n"
	     "holds 1 processes 1 threads\n"
	     "birth 3357 => 3365 @web\n"
	     "switch 3357 web -> home\n"
	     "switch 3361 home -> db\n"
	     "birth 3361 => 3366 @db\n"
	     "switch 3361 db -> home\n",
	     "4: stranded 3357 in web, warning, home inferred, at 3 us\n"
	     "7: stranded 3365 in web, creator 3357, home inferred\n"
	     "10: stranded 3366 in db, creator 3361, home inferred\n"),

	CASE("the leader is astray with others that have no record: they are met by and by",
	     "thread 3361 @home leader=web n=5\n"
	     "thread 3362 @home leader=web n=5\n"
	     "thread 3363 @home leader=web n=5\n"
	     "snapshot ends\n"
	     "holds 1 processes 1 threads\n"
	     "birth 3364 => 3365 @web\n"
	     "holds 1 processes 3 threads\n"
	     "switch 3364 web -> home\n",
	     "4: stranded 3357 in web, warning, home inferred, at 3 us\n"
	     "8: stranded 3365 in web, creator 3364, home inferred\n"),

	CASE("the leader sits in the majority, most of which has no record",
	     "thread 3361 @web leader=home n=6\n"
	     "thread 3362 @web leader=home n=6\n"
	     "snapshot ends\n"
	     "holds 1 processes 2 threads\n",
	     "3: stranded 3361 in web, warning, home inferred, at 2 us\n"
	     "3: stranded 3362 in web, warning, home inferred, at 2 us\n"),

	CASE("the leader is astray: when all others have followed it, they have moved",
	     "thread 3361 @home leader=web n=3\n"
	     "thread 3362 @home leader=web n=3\n"
	     "snapshot ends\n"
	     "switch 3361 home -> web\n"
	     "switch 3362 home -> web\n"
	     "birth 3361 => 3365 @web\n"
	     "finish\n",
	     "3: stranded 3357 in web, warning, home inferred, at 2 us\n"),

	CASE("the leader is astray and has a record",
	     "thread 3357 @web leader=web n=7\n"
	     "thread 3361 @home leader=web n=7\n"
	     "thread 3362 @home leader=web n=7\n"
	     "thread 3363 @home leader=web n=7\n"
	     "thread 3364 @home leader=web n=7\n"
	     "snapshot ends\n"
	     "holds 1 processes 1 threads\n",
	     "6: stranded 3357 in web, warning, home inferred, at 5 us\n"),

	CASE("records of threads that are where the leader is count there",
	     "thread 3362 @web leader=home n=5\n"
	     "thread 3363 @web leader=home n=5\n"
	     "thread 3357 @home leader=home n=5\n"
	     "thread 3361 @home leader=home n=5\n"
	     "snapshot ends\n"
	     "switch 3361 home -> db\n"
	     "birth 3361 => 3365 @db\n"
	     "switch 3361 db -> home\n",
	     "5: stranded 3362 in web, warning, home inferred, at 4 us\n"
	     "5: stranded 3363 in web, warning, home inferred, at 4 us\n"
	     "8: stranded 3365 in db, creator 3361, home inferred\n"),

	CASE("and their place is as old as the leader",
	     "lost birth 3357 => 3362 @web\n"
	     "lost birth 3357 => 3363 @web\n"
	     "lost birth 3357 => 3361 @home\n"
	     "thread 3362 @web leader=home n=4\n"
	     "thread 3363 @web leader=home n=4\n"
	     "thread 3361 @home leader=home n=4\n"
	     "snapshot ends\n"
	     "birth 3362 => 3365 @web\n"
	     "finish\n",
	     "7: stranded 3362 in web, warning, home inferred, at 6 us\n"
	     "7: stranded 3363 in web, warning, home inferred, at 6 us\n"
	     "9: exposed 3365 in web, creator 3362, home inferred\n"),

	CASE("threads of one place count together, in whatever order they come",
	     "thread 3361 @home leader=dead n=5\n"
	     "thread 3362 @web leader=dead n=5\n"
	     "thread 3363 @web leader=dead n=5\n"
	     "thread 3364 @home leader=dead n=5\n"
	     "thread 3365 @home leader=dead n=5\n"
	     "snapshot ends\n"
	     "birth 3362 => 3366 @web\n"
	     "finish\n",
	     "6: stranded 3362 in web, warning, home inferred, at 5 us\n"
	     "6: stranded 3363 in web, warning, home inferred, at 5 us\n"
	     "8: exposed 3366 in web, creator 3362, home inferred\n"),

	CASE("a tie: home is where the oldest thread is, the leader",
	     "lost birth 3357 => 3361 @web\n"
	     "thread 3361 @web leader=home n=2\n"
	     "snapshot ends\n"
	     "birth 3361 => 3365 @web\n"
	     "finish\n",
	     "3: stranded 3361 in web, warning, home inferred, at 2 us\n"
	     "5: exposed 3365 in web, creator 3361, home inferred\n"),

	CASE("a tie and a dead leader: home is where the oldest thread is",
	     "lost birth 3357 => 3361 @web\n"
	     "lost birth 3357 => 3362 @home\n"
	     "lost birth 3357 => 3363 @web\n"
	     "lost exit 3357\n"
	     "lost birth 3361 => 3364 @home\n"
	     "thread 3362 @home leader=dead n=4\n"
	     "thread 3364 @home leader=dead n=4\n"
	     "thread 3363 @web leader=dead n=4\n"
	     "thread 3361 @web leader=dead n=4\n"
	     "snapshot ends\n"
	     "birth 3362 => 3365 @home\n"
	     "finish\n",
	     "10: stranded 3362 in home, warning, home web, home inferred, at 9 us\n"
	     "10: stranded 3364 in home, warning, home web, home inferred, at 9 us\n"
	     "12: exposed 3365 in home, creator 3362, home web, home inferred\n"),

	CASE("a dead leader counts nowhere",
	     "lost birth 3357 => 3361 @web\n"
	     "lost birth 3357 => 3362 @home\n"
	     "lost birth 3357 => 3363 @home\n"
	     "lost exit 3357\n"
	     "thread 3361 @web leader=dead n=9\n"
	     "thread 3362 @home leader=dead n=9\n"
	     "thread 3363 @home leader=dead n=9\n"
	     "snapshot ends\n"
	     "holds 1 processes 1 threads\n"
	     "birth 3361 => 3365 @web\n"
	     "finish\n",
	     "8: stranded 3361 in web, warning, home inferred, at 7 us\n"
	     "11: exposed 3365 in web, creator 3361, home inferred\n"),

	CASE("without cookies places are told apart by inode",
	     "without cookies\n"
	     "thread 3361 @home leader=dead n=5\n"
	     "thread 3362 @web leader=dead n=5\n"
	     "thread 3363 @web leader=dead n=5\n"
	     "thread 3364 @home leader=dead n=5\n"
	     "thread 3365 @home leader=dead n=5\n"
	     "snapshot ends\n"
	     "birth 3362 => 3366 @web\n"
	     "finish\n",
	     "7: stranded 3362 in web, warning, home inferred, at 6 us\n"
	     "7: stranded 3363 in web, warning, home inferred, at 6 us\n"
	     "9: exposed 3366 in web, creator 3362, home inferred\n"),

	CASE("home by majority is remembered when all are at home, against what an event says",
	     "thread 3361 @home leader=web n=3\n"
	     "thread 3362 @home leader=web n=3\n"
	     "snapshot ends\n"
	     "switch 3357 web -> home\n"
	     "holds 1 processes 0 threads\n"
	     "switch 3357 home -> web\n"
	     "birth 3357 => 3365 @web\n"
	     "switch 3357 web -> home\n",
	     "3: stranded 3357 in web, warning, home inferred, at 2 us\n"
	     "8: stranded 3365 in web, creator 3357, home inferred\n"),

	CASE("an exec says better",
	     "thread 3361 @web leader=home n=2\n"
	     "snapshot ends\n"
	     "exec 3357 @db\n"
	     "holds 0 processes 0 threads\n"
	     "switch 3361 db -> web n=2\n"
	     "birth 3361 => 3365 @web\n"
	     "switch 3361 web -> db\n",
	     "2: stranded 3361 in web, warning, home inferred, at 1 us\n"
	     "7: stranded 3365 in web, creator 3361, home db\n"),

	CASE("an older birth says where a stray is from, and the creator's later leaving counts",
	     "attach\n"
	     "\n"
	     "\n"
	     "thread 3361 @web leader=home n=5\n"
	     "thread 3365 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "switch 3361 home -> web at=2\n"
	     "birth 3361 => 3365 @web at=3\n"
	     "holds 1 processes 2 threads\n"
	     "switch 3361 web -> home\n",
	     "6: stranded 3361 in web, warning, home inferred, at 5 us\n"
	     "6: stranded 3365 in web, warning, home inferred, at 5 us\n"
	     "10: stranded 3365 in web, creator 3361, home inferred\n"),

	CASE("as it does when it is older too",
	     "attach\n"
	     "\n"
	     "\n"
	     "\n"
	     "thread 3365 @web leader=home n=5\n"
	     "snapshot ends\n"
	     "switch 3361 home -> web at=2\n"
	     "birth 3361 => 3365 @web at=3\n"
	     "switch 3361 web -> home at=4\n"
	     "holds 1 processes 1 threads\n",
	     "6: stranded 3365 in web, warning, home inferred, at 5 us\n"
	     "9: stranded 3365 in web, creator 3361, home inferred\n"),

	CASE("an older visit that is over by the snapshot",
	     "attach\n"
	     "\n"
	     "\n"
	     "thread 3361 @home leader=home n=5\n"
	     "snapshot ends\n"
	     "holds 1 processes 0 threads\n"
	     "switch 3361 home -> web at=2\n"
	     "switch 3361 web -> home at=3\n"
	     "holds 1 processes 0 threads\n"
	     "finish\n",
	     ""),

	CASE("births older than the snapshot are in its count of threads already",
	     "attach\n"
	     "\n"
	     "thread 3361 @web leader=home n=4\n"
	     "snapshot ends\n"
	     "birth 3357 => 3362 @home at=2\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3357\n"
	     "exit 3362\n"
	     "exit 3363\n"
	     "finish\n",
	     "4: stranded 3361 in web, warning, home inferred, at 3 us\n"),

	CASE("deaths older than the snapshot are in its count of threads already",
	     "attach\n"
	     "\n"
	     "thread 3361 @web leader=home n=3\n"
	     "snapshot ends\n"
	     "exit 3370 at=2\n"
	     "birth 3361 => 3365 @web\n"
	     "exit 3362\n"
	     "finish\n",
	     "4: stranded 3361 in web, warning, home inferred, at 3 us\n"
	     "8: exposed 3365 in web, creator 3361, home inferred\n"),

	CASE("a process that moved as a whole before the snapshot",
	     "attach\n"
	     "\n"
	     "thread 3357 @web leader=web n=1\n"
	     "snapshot ends\n"
	     "switch 3357 home -> web at=2\n"
	     "birth 3357 => 3361 @web\n"
	     "finish\n",
	     ""),

	CASE("what is followed already is not overruled by a later snapshot",
	     "exec 3357 @home\n"
	     "switch 3361 home -> web n=5\n"
	     "birth 3361 => 3365 @web\n"
	     "thread 3366 @db leader=web n=2\n"
	     "snapshot ends\n"
	     "holds 1 processes 2 threads\n"
	     "switch 3361 web -> home\n",
	     "7: stranded 3365 in web, creator 3361\n"),

	CASE("the fork of a process that is in the snapshot too is no birth of a thread",
	     "attach\n"
	     "lost fork 3000 => 3400 @web\n"
	     "lost birth 3400 => 3401 @home\n"
	     "lost birth 3400 => 3402 @home\n"
	     "lost birth 3400 => 3403 @home\n"
	     "thread 3401 @home leader=web n=4\n"
	     "thread 3402 @home leader=web n=4\n"
	     "thread 3403 @home leader=web n=4\n"
	     "snapshot ends\n"
	     "fork 3000 => 3400 @web at=2\n"
	     "finish\n",
	     "9: stranded 3400 in web, warning, home inferred, at 8 us\n"),
};

int main(void)
{
	return cmocka_run_group_tests_name("engine: snapshot", tests, NULL, NULL);
}
