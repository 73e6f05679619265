// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The engine against events that nobody thought of: nonsense, which it must survive within bounds,
 * and a small machine played at random, whose truth it must agree with after every event.
 *
 * ENGINE_RANDOM_EVENTS in the environment asks for more than the default number of each.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"
#include "engine/nsid.h"
#include "engine_machine.h"

static unsigned long n_events(void)
{
	const char *asked = getenv("ENGINE_RANDOM_EVENTS");

	return asked ? strtoul(asked, NULL, 10) : 200000;
}

static void check_finding(const struct finding *finding, void *userdata)
{
	(void)userdata;
	/* A refusal may be at home, and home may move while a restore is not settled yet. */
	if (finding->class != FINDING_REFUSED && finding->class != FINDING_MISRESTORED)
		assert_false(same_nsid(finding->where, finding->home));
	assert_in_range(finding->n_evidence, 1, FINDING_EVIDENCE_MAX);
	assert_non_null(memchr(finding->comm, '\0', sizeof(finding->comm)));
}

#define NONSENSE_TGIDS 4
#define NONSENSE_TIDS  12

static struct nstrace_nsid random_netns(struct randomness *randomness)
{
	return (struct nstrace_nsid){.cookie = pick(randomness, 4),
				     .ino = pick(randomness, 3),
				     .kind = NSTRACE_KIND_NET};
}

static struct nstrace_event random_event(struct randomness *randomness)
{
	struct nstrace_event event = {
		.time_nsec = pick(randomness, 1000),
		.thread_start_nsec = pick(randomness, 4),
		.process_start_nsec = pick(randomness, 20) ? 1 : pick(randomness, 3),
		.kind = pick(randomness, NSTRACE_EVENT_KINDS + 1),
		.flags = pick(randomness, 4) ? NSTRACE_F_THREAD : pick(randomness, 16),
		.tgid = 1 + pick(randomness, NONSENSE_TGIDS),
		.tid = 1 + pick(randomness, NONSENSE_TIDS),
		.creator_tgid = 1 + pick(randomness, NONSENSE_TGIDS),
		.creator_tid = 1 + pick(randomness, NONSENSE_TIDS),
		.old_tid = 1 + pick(randomness, NONSENSE_TIDS),
		.n_threads = pick(randomness, 6),
		.ret = pick(randomness, 5) ? 0 : -EPERM,
		.where = random_netns(randomness),
		.from = random_netns(randomness),
		.home = random_netns(randomness),
	};

	memset(event.comm, 'c', sizeof(event.comm));
	return event;
}

static struct nstrace_evidence random_evidence(struct randomness *randomness)
{
	struct nstrace_evidence evidence = {
		.time_nsec = pick(randomness, 1000),
		.thread_start_nsec = pick(randomness, 4),
		.process_start_nsec = pick(randomness, 20) ? 1 : pick(randomness, 3),
		.act = pick(randomness, NSTRACE_ACT_LINK_INDEX + 2),
		.tgid = 1 + pick(randomness, NONSENSE_TGIDS),
		.tid = 1 + pick(randomness, NONSENSE_TIDS),
		.error = pick(randomness, 2) ? -ENODEV : 0,
		.n_bytes = pick(randomness, 200),
		.where = random_netns(randomness),
		.socket = random_netns(randomness),
	};

	memset(evidence.comm, 'c', sizeof(evidence.comm));
	memset(evidence.data, pick(randomness, 256), sizeof(evidence.data));
	return evidence;
}

static void check_harm(const struct harm *harm, void *userdata)
{
	++*(unsigned long *)userdata;
	assert_non_null(harm->deeds);
	assert_in_range(harm->deeds->n, 1, DEEDS_MAX);
	assert_true(deeds_total(harm->deeds) >= harm->n_told);
	assert_non_null(memchr(harm->comm, '\0', sizeof(harm->comm)));
}

static void test_nonsense(void **state)
{
	unsigned long n_harms = 0;
	struct randomness randomness = {1};
	struct engine_act_view act_view;
	struct engine_view view;
	struct engine *engine;

	(void)state;
	assert_int_equal(engine_new(check_finding, &n_harms, &engine), 0);
	engine_set_on_harm(engine, check_harm);
	for (unsigned long i = 0; i < n_events(); i++) {
		struct nstrace_event event = random_event(&randomness);
		struct nstrace_evidence evidence = random_evidence(&randomness);

		assert_int_equal(engine_feed(engine, &event, &view), 0);
		assert_int_equal(engine_feed_evidence(engine, &evidence, &act_view), 0);
		if (!pick(&randomness, 1000))
			engine_snapshot_end(engine);
		if (!pick(&randomness, 1000))
			engine_advance(engine, pick(&randomness, 4) * 1000000000ULL);
		if (!pick(&randomness, 10000))
			engine_set_attach_time(engine, pick(&randomness, 3));
		if (!pick(&randomness, 100000))
			engine_finish(engine, event.time_nsec);
		assert_true(engine_n_processes(engine) <= NONSENSE_TGIDS);
		assert_true(engine_n_threads(engine) <= NONSENSE_TGIDS * NONSENSE_TIDS);
	}
	engine_finish(engine, 1000);
	assert_true(n_harms > 0);
	assert_int_equal(engine_n_processes(engine), 0);
	assert_int_equal(engine_n_threads(engine), 0);
	engine_free(engine);
}

/* What the machine knows of a finding's thread must bear it out. */
static void check_against_machine(const struct finding *finding, void *userdata)
{
	struct machine *machine = userdata;
	struct machine_task *task = machine_find(machine, finding->tid);

	check_finding(finding, NULL);
	if (finding->class != FINDING_STRANDED)
		return;
	assert_non_null(task);
	assert_int_equal(task->process->tgid, finding->tgid);
	assert_true(same_nsid(task->where, finding->where));
	assert_true(machine_is_away(task));
	assert_false(task->has_moved);
	assert_false(task->is_reported);
	assert_true(machine_is_abandoned(machine, task));
	task->is_reported = true;
}

/* Of the processes that were forked from somebody away the engine knows which ones it watches. */
static void check_bookkeeping(struct machine *machine, const struct engine *engine)
{
	unsigned int n_threads = 0, n_restless = 0, n_born_away = 0;

	for (unsigned int i = 0; i < MACHINE_PROCESSES; i++) {
		n_threads += machine->processes[i].n_away;
		n_restless += machine->processes[i].n_away > 0;
		n_born_away += machine->processes[i].tgid && machine->processes[i].is_born_away &&
			       !machine->processes[i].n_away;
	}
	assert_int_equal(engine_n_threads(engine), n_threads);
	assert_in_range(engine_n_processes(engine), n_restless, n_restless + n_born_away);
}

/* Everybody that was left behind must have been reported, but where a process moved as a whole. */
static void check_nobody_missed(struct machine *machine)
{
	for (unsigned int i = 0; i < MACHINE_TASKS; i++) {
		struct machine_task *task = &machine->tasks[i];

		if (!task->process || task->is_dead || task->process->has_moved)
			continue;
		if (task->is_born_away && !task->has_moved && machine_is_abandoned(machine, task))
			assert_true(task->is_reported);
	}
}

static void test_machine(void **state)
{
	struct machine machine = {.randomness = {2}};
	struct nstrace_event events[MACHINE_EVENTS];
	struct engine_view view;
	struct engine *engine;

	(void)state;
	assert_int_equal(engine_new(check_against_machine, &machine, &engine), 0);
	for (unsigned long i = 0; i < n_events(); i++) {
		unsigned int n = machine_step(&machine, events);

		for (unsigned int j = 0; j < n; j++)
			assert_int_equal(engine_feed(engine, &events[j], &view), 0);
		check_bookkeeping(&machine, engine);
		check_nobody_missed(&machine);
	}
	engine_free(engine);
}

static void test_losses(void **state)
{
	struct machine machine = {.randomness = {3}};
	struct nstrace_event events[MACHINE_EVENTS];
	struct engine_view view;
	struct engine *engine;

	(void)state;
	assert_int_equal(engine_new(check_finding, NULL, &engine), 0);
	for (unsigned long i = 0; i < n_events(); i++) {
		unsigned int n = machine_step(&machine, events);

		for (unsigned int j = 0; j < n; j++)
			if (pick(&machine.randomness, 20))
				assert_int_equal(engine_feed(engine, &events[j], &view), 0);
		assert_true(engine_n_processes(engine) <= MACHINE_TASKS);
		assert_true(engine_n_threads(engine) <= MACHINE_TASKS * MACHINE_TASKS);
	}
	engine_free(engine);
}

static void ignore_finding(const struct finding *finding, void *userdata)
{
	(void)finding;
	(void)userdata;
}

/* A pool that makes and ends threads all the time, at home and astray, during one long visit. */
static void test_churn(void **state)
{
	static const struct nstrace_nsid home = {1, 1}, web = {2, 2};
	struct nstrace_event event = {
		.kind = NSTRACE_EVENT_SWITCH, .tgid = 1, .tid = 2, .n_threads = 2};
	struct engine_view view;
	struct engine *engine;

	(void)state;
	assert_int_equal(engine_new(ignore_finding, NULL, &engine), 0);
	event.from = event.home = home;
	event.where = web;
	assert_int_equal(engine_feed(engine, &event, &view), 0);
	for (unsigned long i = 0; i < n_events(); i++) {
		bool is_astray = i % 2;

		event = (struct nstrace_event){.kind = NSTRACE_EVENT_BIRTH,
					       .time_nsec = 10 + 2 * i,
					       .thread_start_nsec = 10 + 2 * i,
					       .tgid = 1,
					       .tid = 10 + i,
					       .creator_tid = is_astray ? 2 : 1,
					       .creator_tgid = 1,
					       .flags = NSTRACE_F_THREAD,
					       .where = is_astray ? web : home,
					       .from = is_astray ? web : home,
					       .home = home};
		assert_int_equal(engine_feed(engine, &event, &view), 0);
		event.kind = NSTRACE_EVENT_EXIT;
		event.flags = 0;
		event.time_nsec++;
		assert_int_equal(engine_feed(engine, &event, &view), 0);
		assert_int_equal(engine_n_threads(engine), 1);
	}
	engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_machine),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_churn),
	};

	return cmocka_run_group_tests_name("engine: at random", tests, NULL, NULL);
}
