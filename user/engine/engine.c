// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The way of an event through the engine: to its process, which may have to be made or can be
 * forgotten afterwards, and out as a view. What it means is for events.c and rules.c.
 */
#include "engine/engine.h"
#include "engine/deadlines.h"
#include "engine/events.h"
#include "engine/forks.h"
#include "engine/harm.h"
#include "engine/home.h"
#include "engine/nsid.h"
#include "engine/rules.h"
#include "engine/state.h"
#include "engine/visits.h"

#include <errno.h>
#include <stdlib.h>

#define DEFAULT_MAX_VISIT_NSEC 1000000000

int engine_new(engine_finding_fn on_finding, void *userdata, struct engine **ret)
{
	struct engine *engine = calloc(1, sizeof(*engine));

	if (!engine)
		return -ENOMEM;
	engine->on_finding = on_finding;
	engine->userdata = userdata;
	engine->max_visit_nsec = DEFAULT_MAX_VISIT_NSEC;
	*ret = engine;
	return 0;
}

void engine_free(struct engine *engine)
{
	struct process *process, *next;

	if (!engine)
		return;
	HASH_ITER(hh, engine->processes, process, next)
		process_drop(engine, process);
	free(engine);
}

void engine_set_attach_time(struct engine *engine, uint64_t attach_nsec)
{
	engine->attach_nsec = attach_nsec;
}

void engine_set_on_harm(struct engine *engine, engine_harm_fn on_harm)
{
	engine->on_harm = on_harm;
}

void engine_set_on_home(struct engine *engine, engine_home_fn on_home)
{
	engine->on_home = on_home;
}

void engine_set_ask_home(struct engine *engine, engine_ask_home_fn ask_home)
{
	engine->ask_home = ask_home;
}

void engine_set_grace(struct engine *engine, uint64_t grace_nsec, uint64_t since_nsec)
{
	engine->grace_nsec = grace_nsec;
	engine->grace_since_nsec = since_nsec;
}

void engine_set_max_visit(struct engine *engine, uint64_t max_visit_nsec)
{
	engine->max_visit_nsec = max_visit_nsec;
}

/* Where the process lives, going by this event alone. */
static struct nstrace_nsid home_of_event(const struct nstrace_event *event)
{
	if (is_known_nsid(event->home))
		return event->home;
	return is_known_nsid(event->from) ? event->from : event->where;
}

static struct process *find_process(struct engine *engine, const struct nstrace_event *event)
{
	struct process *process = process_find(engine, event->tgid, event->where.kind);

	if (!process || is_same_start(process->start_nsec, event->process_start_nsec))
		return process;
	/* Another process has its number: its end was lost. */
	rules_process_ended(engine, process, event->time_nsec);
	process_drop(engine, process);
	return NULL;
}

static bool is_fork(const struct nstrace_event *event)
{
	return event->kind == NSTRACE_EVENT_BIRTH && !(event->flags & NSTRACE_F_THREAD);
}

/* Can this event be the first to say that a process needs to be remembered? */
static bool is_opening(const struct nstrace_event *event)
{
	return event->kind == NSTRACE_EVENT_SWITCH || event->kind == NSTRACE_EVENT_EXEC ||
	       event->kind == NSTRACE_EVENT_THREAD ||
	       (event->kind == NSTRACE_EVENT_BIRTH && !is_fork(event));
}

static struct process *open_process(struct engine *engine, const struct nstrace_event *event)
{
	struct process *process =
		process_add(engine, event->tgid, event->where.kind, event->process_start_nsec);

	if (!process)
		return NULL;
	process->home = process->exec_home = home_of_event(event);
	process->in_snapshot = event->kind == NSTRACE_EVENT_THREAD;
	return process;
}

/* While nobody is away the kernel side tells of no births and deaths: count afresh. Later n_threads
 * of a record runs ahead of the events that are still under way. */
static void recount_threads(struct process *process, const struct nstrace_event *event)
{
	if (process->threads)
		return;
	process->n_threads = event->n_threads;
	process->counted_nsec = event->time_nsec;
}

/* What the kernel side can tell again is forgotten while everyone is at home. */
static bool is_forgettable(const struct engine *engine, const struct process *process)
{
	if (process->is_gone)
		return true;
	if (process->threads || process->origin.tid || process->home_source == HOME_BY_MAJORITY)
		return false;
	return process->home_source == HOME_AT_FIRST_SIGHT ||
	       process->start_nsec >= engine->attach_nsec;
}

static int handle(struct engine *engine, struct process *process, const struct nstrace_event *event,
		  uint64_t *ret_away_nsec)
{
	switch (event->kind) {
	case NSTRACE_EVENT_SWITCH:
		return event_switch(engine, process, event, ret_away_nsec);
	case NSTRACE_EVENT_BIRTH:
		return event_birth(engine, process, event);
	case NSTRACE_EVENT_EXEC:
		event_exec(engine, process, event);
		return 0;
	case NSTRACE_EVENT_EXIT:
		event_exit(engine, process, event);
		return 0;
	case NSTRACE_EVENT_THREAD:
		return event_thread(engine, process, event);
	default:
		return 0;
	}
}

int engine_feed(struct engine *engine, const struct nstrace_event *event,
		struct engine_view *ret_view)
{
	struct engine_view view = {.home = home_of_event(event)};
	struct process *process;
	struct origin origin = {};
	int r = 0;

	engine_advance(engine, event->time_nsec);
	process = find_process(engine, event);
	if (is_fork(event))
		origin = fork_judge(engine, event);
	if (!process && (is_opening(event) || origin.tid)) {
		process = open_process(engine, event);
		if (!process)
			return -ENOMEM;
	}
	if (process) {
		if (is_fork(event))
			process->origin = origin;
		recount_threads(process, event);
		r = handle(engine, process, event, &view.away_nsec);
		view.home = process->exec_home;
		visits_recheck(engine, process, event->time_nsec);
		home_move(engine, process, event->time_nsec);
		if (is_forgettable(engine, process))
			process_drop(engine, process);
	}
	if (r < 0)
		return r;
	view.away = is_known_nsid(view.home) && !same_nsid(event->where, view.home);
	*ret_view = view;
	return 0;
}

int engine_feed_evidence(struct engine *engine, const struct nstrace_evidence *evidence,
			 struct engine_act_view *ret_view)
{
	struct engine_act_view view = {};
	struct process *process;
	struct thread *thread = NULL;
	int r = 0;

	engine_advance(engine, evidence->time_nsec);
	process = process_find(engine, evidence->tgid, NSTRACE_KIND_NET);
	if (process && is_same_start(process->start_nsec, evidence->process_start_nsec))
		thread = thread_find(engine, process, evidence->tid, evidence->thread_start_nsec);
	if (thread)
		r = harm_take(engine, process, thread, evidence, &view);
	if (r < 0)
		return r;
	*ret_view = view;
	return 0;
}

void engine_snapshot_end(struct engine *engine)
{
	struct process *process, *next;

	HASH_ITER(hh, engine->processes, process, next)
		if (process->in_snapshot)
			home_infer(engine, process);
}

static void tell_strays(const struct process *process, engine_stray_fn on_stray, void *userdata)
{
	for (const struct thread *thread = process->threads; thread; thread = thread->hh.next) {
		const struct engine_stray stray = {
			.tgid = process->key.tgid,
			.tid = thread->tid,
			.n_threads = process->n_threads,
			.start_nsec = thread->start_nsec,
			.where = thread->where,
			.home = process->home,
		};

		if (!same_nsid(thread->where, process->home))
			on_stray(&stray, userdata);
	}
}

void engine_each_stray(const struct engine *engine, engine_stray_fn on_stray, void *userdata)
{
	const struct process *process = engine->processes;

	for (; process; process = process->hh.next)
		tell_strays(process, on_stray, userdata);
}

void engine_advance(struct engine *engine, uint64_t now_nsec)
{
	struct process *process, *next;
	uint64_t deadline_nsec, next_nsec = 0;

	if (!engine->deadline_nsec || engine->deadline_nsec > now_nsec)
		return;
	HASH_ITER(hh, engine->processes, process, next) {
		deadline_nsec = deadlines_settle(engine, process, now_nsec);
		if (is_forgettable(engine, process)) {
			process_drop(engine, process);
			continue;
		}
		if (!next_nsec || (deadline_nsec && deadline_nsec < next_nsec))
			next_nsec = deadline_nsec;
	}
	engine->deadline_nsec = next_nsec;
}

uint64_t engine_deadline(const struct engine *engine)
{
	return engine->deadline_nsec;
}

void engine_finish(struct engine *engine, uint64_t time_nsec)
{
	struct process *process, *next;

	engine_advance(engine, time_nsec);
	HASH_ITER(hh, engine->processes, process, next) {
		rules_process_ended(engine, process, time_nsec);
		process_drop(engine, process);
	}
}

unsigned int engine_n_processes(const struct engine *engine)
{
	return HASH_COUNT(engine->processes);
}

unsigned int engine_n_threads(const struct engine *engine)
{
	return engine->n_threads;
}
