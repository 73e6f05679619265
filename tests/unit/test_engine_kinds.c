// SPDX-License-Identifier: GPL-2.0-or-later
/* Kinds of namespaces have nothing to do with each other, even in the same thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "engine/nsid.h"

#define TGID	3357
#define VISITOR 3361
#define CHILD	3365

struct story {
	struct engine *engine;
	uint64_t time_nsec;
	char said[256];
};

static void say_finding(const struct finding *finding, void *userdata)
{
	struct story *story = userdata;
	size_t length = strlen(story->said);

	snprintf(story->said + length, sizeof(story->said) - length, "%s %s %u\n",
		 finding_class_name(finding->class), nsid_kind_name(finding->where.kind),
		 finding->tid);
}

static struct nstrace_nsid nsid(uint32_t kind, uint32_t number)
{
	return (struct nstrace_nsid){.ino = 100 * kind + number, .kind = kind};
}

static void feed(struct story *story, struct nstrace_event event, uint32_t kind, uint32_t from,
		 uint32_t to)
{
	struct engine_view view;

	event.time_nsec = ++story->time_nsec;
	event.tgid = TGID;
	event.n_threads = 3;
	event.from = nsid(kind, from);
	event.where = nsid(kind, to);
	event.home = nsid(kind, 0);
	assert_int_equal(engine_feed(story->engine, &event, &view), 0);
}

static void visit(struct story *story, uint32_t kind, uint32_t from, uint32_t to)
{
	feed(story, (struct nstrace_event){.kind = NSTRACE_EVENT_SWITCH, .tid = VISITOR}, kind,
	     from, to);
}

static void bear(struct story *story, uint32_t kind, uint32_t where)
{
	feed(story,
	     (struct nstrace_event){.kind = NSTRACE_EVENT_BIRTH,
				    .flags = NSTRACE_F_THREAD,
				    .tid = CHILD,
				    .creator_tid = VISITOR,
				    .creator_tgid = TGID},
	     kind, where, where);
}

/* Who goes home in one kind has not gone home in the other. */
static void test_two_kinds_in_one_thread(void **state)
{
	struct story story = {};

	(void)state;
	assert_int_equal(engine_new(say_finding, &story, &story.engine), 0);
	visit(&story, NSTRACE_KIND_NET, 0, 1);
	visit(&story, NSTRACE_KIND_MNT, 0, 1);
	bear(&story, NSTRACE_KIND_NET, 1);
	bear(&story, NSTRACE_KIND_MNT, 1);
	visit(&story, NSTRACE_KIND_NET, 1, 0);
	assert_string_equal(story.said, "stranded net 3365\n");
	visit(&story, NSTRACE_KIND_MNT, 1, 0);
	assert_string_equal(story.said, "stranded net 3365\nstranded mnt 3365\n");
	engine_free(story.engine);
}

static void test_names(void **state)
{
	(void)state;
	for (uint32_t kind = NSTRACE_KIND_NET; kind < NSTRACE_KINDS; kind++)
		assert_int_equal(nsid_kind_of_name(nsid_kind_name(kind)), kind);
	assert_int_equal(nsid_kind_of_name("user"), NSTRACE_KIND_UNKNOWN);
	assert_int_equal(nsid_kind_of_name("unknown"), NSTRACE_KIND_UNKNOWN);
	assert_string_equal(nsid_kind_name(NSTRACE_KINDS), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_kinds_in_one_thread),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
