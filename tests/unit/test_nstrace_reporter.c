// SPDX-License-Identifier: GPL-2.0-or-later
/* What the reporter passes on: records from before the snapshot are not told, later ones are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_older_than_the_snapshot_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
