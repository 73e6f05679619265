// SPDX-License-Identifier: GPL-2.0-or-later
/* What the reporter passes on: records from before the snapshot are not told, later ones are; by
 * what name a thread is told of, and what happens when an output cannot be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/prctl.h>

#include "nstrace/reporter.h"

#define BEGIN_NSEC 1000

static void record_switch(struct reporter *reporter, uint64_t time_nsec)
{
	const struct nstrace_event event = {
		.kind = NSTRACE_EVENT_SWITCH,
		.call = NSTRACE_CALL_SETNS,
		.time_nsec = time_nsec,
		.tgid = 7,
		.tid = 8,
		.n_threads = 2,
		.where = {.ino = 2},
		.from = {.ino = 1},
		.home = {.ino = 1},
		.comm = "test",
	};

	reporter_record(&event, reporter);
}

/* How often text stands in the file, which is removed. */
static unsigned int count_and_remove(const char *path, const char *text)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[1024];
	unsigned int n = 0;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		n += strstr(line, text) != NULL;
	unlink(path);
	return n;
}

/* How many events are told if one happens at time_nsec, and the snapshot began at BEGIN_NSEC. */
static unsigned int n_told(uint64_t time_nsec)
{
	const uint64_t n_lost[NSTRACE_LOST_KINDS] = {0};
	char path[] = "/tmp/nstrace-test-XXXXXX";
	const struct options options = {.json = true, .output_path = path};
	const struct output_start start = {.version = "test", .probes = "test"};
	struct reporter *reporter;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(reporter_new(&options, &reporter), 0);
	reporter_ignore_before(reporter, BEGIN_NSEC);
	assert_int_equal(reporter_start(reporter, &start), 0);
	record_switch(reporter, time_nsec);
	assert_int_equal(reporter_finish(reporter, n_lost, false), 0);
	reporter_free(reporter);
	return count_and_remove(path, "\"event\":\"setns\"");
}

static void records_older_than_the_snapshot_are_left_out(void **state)
{
	(void)state;
	assert_int_equal(n_told(BEGIN_NSEC - 1), 0);
	assert_int_equal(n_told(BEGIN_NSEC), 1);
}

static const struct nstrace_nsid home = {.ino = 1}, web = {.ino = 2};

/* A switch of a thread that goes to web or comes back from it. */
static void record_visit(struct reporter *reporter, uint32_t tid, uint64_t time_nsec, bool leave)
{
	const struct nstrace_event event = {
		.kind = NSTRACE_EVENT_SWITCH,
		.call = NSTRACE_CALL_SETNS,
		.time_nsec = time_nsec,
		.tgid = (uint32_t)getpid(),
		.tid = tid,
		.n_threads = 3,
		.where = leave ? home : web,
		.from = leave ? web : home,
		.home = home,
		.comm = "visitor",
	};

	reporter_record(&event, reporter);
}

/* The thread tid of this process is left behind in web by a visitor. */
static void record_stranded(struct reporter *reporter, uint32_t tid)
{
	const uint32_t visitor_tid = (uint32_t)getpid() + 1;
	const struct nstrace_event birth = {
		.kind = NSTRACE_EVENT_BIRTH,
		.flags = NSTRACE_F_THREAD,
		.time_nsec = BEGIN_NSEC + 1,
		.tgid = (uint32_t)getpid(),
		.tid = tid,
		.creator_tgid = (uint32_t)getpid(),
		.creator_tid = visitor_tid,
		.n_threads = 3,
		.where = web,
		.from = web,
		.home = home,
		.comm = "visitor",
	};

	record_visit(reporter, visitor_tid, BEGIN_NSEC, false);
	reporter_record(&birth, reporter);
	record_visit(reporter, visitor_tid, BEGIN_NSEC + 2, true);
}

/* How often text stands in the JSON of a trace in which the thread tid is stranded. */
static unsigned int n_in_finding(uint32_t tid, struct options options, const char *text)
{
	const uint64_t n_lost[NSTRACE_LOST_KINDS] = {0};
	char path[] = "/tmp/nstrace-test-XXXXXX";
	const struct output_start start = {.version = "test", .probes = "test"};
	struct reporter *reporter;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	options.json = options.quiet = options.no_stacks = true;
	options.output_path = path;
	assert_int_equal(reporter_new(&options, &reporter), 0);
	assert_int_equal(reporter_start(reporter, &start), 0);
	record_stranded(reporter, tid);
	assert_int_equal(reporter_finish(reporter, n_lost, false), 0);
	reporter_free(reporter);
	return count_and_remove(path, text);
}

static void a_finding_has_the_name_of_now(void **state)
{
	struct options by_comm = {.comms = {.items = (const char *[]){"work*"}, .n = 1}};
	char comm[NSTRACE_COMM_LEN];

	(void)state;
	prctl(PR_GET_NAME, comm);
	prctl(PR_SET_NAME, "worker-7");
	assert_int_equal(
		n_in_finding((uint32_t)getpid(), (struct options){}, "\"comm\":\"worker-7\""), 1);
	assert_int_equal(n_in_finding((uint32_t)getpid(), by_comm, "\"type\":\"finding\""), 1);
	prctl(PR_SET_NAME, comm);
	/* It has ended. */
	assert_int_equal(n_in_finding(4194303, (struct options){}, "\"comm\":\"visitor\""), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_older_than_the_snapshot_are_left_out),
		cmocka_unit_test(a_finding_has_the_name_of_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
