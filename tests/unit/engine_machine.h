/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small machine played at random: processes whose threads switch, clone, fork, exec and end, and
 * the records that the kernel side sends of it, which are none of a process that is all at home.
 *
 * It keeps its own truth, in the simplest way that can be right; it knows nothing of the engine.
 */
#ifndef ENGINE_MACHINE_H
#define ENGINE_MACHINE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"

#define MACHINE_PROCESSES 3
#define MACHINE_TASKS	  14
#define MACHINE_NETNS	  3
#define MACHINE_EVENTS	  (MACHINE_TASKS + 1) /* of one step, at most */

struct randomness {
	uint64_t state; /* not 0 */
};

/* Of 0 to n - 1; xorshift64. */
static uint32_t pick(struct randomness *randomness, uint32_t n)
{
	randomness->state ^= randomness->state << 13;
	randomness->state ^= randomness->state >> 7;
	randomness->state ^= randomness->state << 17;
	return (randomness->state >> 32) % n;
}

struct machine_process {
	uint32_t tgid; /* 0: the slot is free */
	uint64_t start_nsec;
	struct nstrace_nsid home; /* at the last exec, or at fork */
	bool is_known;		  /* somebody has switched: the kernel side has an entry */
	bool is_born_away;	  /* forked from a thread that was away; no exec since */
	bool has_moved;		  /* there was a time when nobody was at home */
	unsigned int n_threads, n_away;
};

struct machine_identity {
	uint32_t tid;
	uint64_t start_nsec;
};

struct machine_task {
	struct machine_process *process; /* NULL: the slot is free */
	struct machine_identity is; /* the tid is the slot's index + 1, and so reused at once */
	bool is_dead;		    /* the leader of others that live */
	struct nstrace_nsid where, born_in;
	bool is_born_away; /* of its creator, who was there */
	bool has_moved;	   /* by itself */
	bool is_reported;  /* as stranded */
	bool is_born_of_stray;
	struct machine_identity creator, visitor; /* valid if is_born_away */
};

struct machine {
	struct randomness randomness;
	uint64_t now_nsec;
	struct machine_process processes[MACHINE_PROCESSES];
	struct machine_task tasks[MACHINE_TASKS];
	struct nstrace_event *events; /* of this step */
	unsigned int n_events;
};

static bool machine_is_away(const struct machine_task *task)
{
	return task->where.cookie != task->process->home.cookie;
}

/* The living thread of this tid, or NULL. */
static struct machine_task *machine_find(struct machine *machine, uint32_t tid)
{
	struct machine_task *task = &machine->tasks[tid - 1];

	return task->process && !task->is_dead ? task : NULL;
}

static bool machine_is_there(struct machine *machine, struct machine_identity who,
			     struct nstrace_nsid netns)
{
	const struct machine_task *task = machine_find(machine, who.tid);

	return task && task->is.start_nsec == who.start_nsec && task->where.cookie == netns.cookie;
}

/* task, which was born where it is: those that it is there for are not there any more. */
static bool machine_is_abandoned(struct machine *machine, const struct machine_task *task)
{
	return task->is_born_of_stray || !machine_is_there(machine, task->creator, task->where) ||
	       !machine_is_there(machine, task->visitor, task->where);
}

/* It was left behind, and either stayed or came back. */
static bool machine_is_stray(const struct machine_task *task)
{
	return task->is_reported && task->where.cookie == task->born_in.cookie;
}

static struct nstrace_nsid machine_pick_netns(struct machine *machine)
{
	uint32_t i = 1 + pick(&machine->randomness, MACHINE_NETNS);

	return (struct nstrace_nsid){.cookie = i, .ino = 1 + i % 2, .kind = NSTRACE_KIND_NET};
}

static struct machine_task *machine_pick_task(struct machine *machine)
{
	return machine_find(machine, 1 + pick(&machine->randomness, MACHINE_TASKS));
}

static struct machine_process *machine_free_process(struct machine *machine)
{
	for (unsigned int i = 0; i < MACHINE_PROCESSES; i++)
		if (!machine->processes[i].tgid)
			return &machine->processes[i];
	return NULL;
}

/* A new thread of process, or its first. NULL: no room. */
static struct machine_task *machine_make(struct machine *machine, struct machine_process *process,
					 struct nstrace_nsid netns)
{
	uint32_t i = 0;

	while (i < MACHINE_TASKS && machine->tasks[i].process)
		i++;
	if (i == MACHINE_TASKS || !process)
		return NULL;
	if (!process->tgid)
		*process = (struct machine_process){i + 1, machine->now_nsec, netns};
	machine->tasks[i] = (struct machine_task){process, {i + 1, machine->now_nsec}};
	machine->tasks[i].where = machine->tasks[i].born_in = netns;
	process->n_threads++;
	process->n_away += machine_is_away(&machine->tasks[i]);
	return &machine->tasks[i];
}

static struct nstrace_event *machine_tell(struct machine *machine, enum nstrace_event_kind kind,
					  const struct machine_task *task)
{
	struct nstrace_event *event = &machine->events[machine->n_events++];

	*event = (struct nstrace_event){
		.kind = kind,
		.time_nsec = machine->now_nsec++,
		.tgid = task->process->tgid,
		.process_start_nsec = task->process->start_nsec,
		.tid = task->is.tid,
		.thread_start_nsec = task->is.start_nsec,
		.n_threads = task->process->n_threads,
		.where = task->where,
		.home = task->process->home,
	};
	return event;
}

static void machine_switch(struct machine *machine, struct machine_task *task)
{
	struct nstrace_nsid from = task->where, to = machine_pick_netns(machine);
	bool is_refused = !pick(&machine->randomness, 8);
	struct nstrace_event *event;

	if (!is_refused && to.cookie != from.cookie) {
		task->process->n_away -= machine_is_away(task);
		task->where = to;
		task->process->n_away += machine_is_away(task);
		task->has_moved = task->process->is_known = true;
		if (!machine_is_away(task))
			task->is_born_away = task->is_reported = false;
	}
	event = machine_tell(machine, NSTRACE_EVENT_SWITCH, task);
	event->from = from;
	event->ret = is_refused ? -EPERM : 0;
}

static void machine_birth(struct machine *machine, struct machine_task *creator)
{
	bool is_newnet = !pick(&machine->randomness, 8);
	struct nstrace_nsid netns = is_newnet ? machine_pick_netns(machine) : creator->where;
	bool was_restless = creator->process->n_away;
	struct machine_task *task = machine_make(machine, creator->process, netns);
	struct nstrace_event *event;

	if (!task)
		return;
	task->is_born_away = netns.cookie == creator->where.cookie && machine_is_away(task);
	task->creator = task->visitor = creator->is;
	task->is_born_of_stray = machine_is_stray(creator);
	if (creator->is_born_away && !creator->has_moved) {
		task->visitor = creator->visitor;
		task->is_born_of_stray |= machine_is_abandoned(machine, creator);
	}
	if (machine_is_away(task))
		creator->process->is_known = true;
	if (!was_restless && !machine_is_away(task))
		return;
	event = machine_tell(machine, NSTRACE_EVENT_BIRTH, task);
	event->flags = NSTRACE_F_THREAD;
	event->creator_tgid = creator->process->tgid;
	event->creator_tid = creator->is.tid;
	event->from = creator->where;
}

static void machine_fork(struct machine *machine, struct machine_task *creator)
{
	struct machine_task *task =
		machine_make(machine, machine_free_process(machine), creator->where);
	struct nstrace_event *event;

	if (!task)
		return;
	if (machine_is_away(creator) || creator->process->is_born_away)
		task->process->is_known = task->process->is_born_away = true;
	if (!creator->process->n_away && !creator->process->is_born_away)
		return;
	event = machine_tell(machine, NSTRACE_EVENT_BIRTH, task);
	event->creator_tgid = creator->process->tgid;
	event->creator_tid = creator->is.tid;
	event->from = creator->where;
}

static void machine_end(struct machine *machine, struct machine_task *task, uint32_t flags)
{
	struct machine_process *process = task->process;
	bool was_restless = process->n_away, is_last = --process->n_threads == 0;

	if (was_restless || (is_last && process->is_known))
		machine_tell(machine, NSTRACE_EVENT_EXIT, task)->flags =
			flags | (is_last ? NSTRACE_F_LAST : 0);
	process->n_away -= machine_is_away(task);
	if (task->is.tid == process->tgid)
		task->is_dead = true;
	else
		task->process = NULL;
	if (is_last) {
		machine->tasks[process->tgid - 1].process = NULL;
		process->tgid = 0;
	}
}

static void machine_end_others(struct machine *machine, const struct machine_process *process,
			       const struct machine_task *survivor)
{
	for (uint32_t tid = 1; tid <= MACHINE_TASKS; tid++) {
		struct machine_task *task = machine_find(machine, tid);

		if (task && task->process == process && task != survivor)
			machine_end(machine, task, NSTRACE_F_GROUP_EXIT);
	}
}

static void machine_exec(struct machine *machine, struct machine_task *task)
{
	struct machine_process *process = task->process;
	struct machine_task *leader = &machine->tasks[process->tgid - 1];
	struct machine_task caller = *task;

	machine_end_others(machine, process, task);
	task->process = NULL;
	*leader = (struct machine_task){process, {process->tgid, process->start_nsec}};
	leader->where = process->home = caller.where;
	process->n_away = 0;
	if (process->is_known)
		machine_tell(machine, NSTRACE_EVENT_EXEC, leader)->old_tid = caller.is.tid;
	process->is_known = process->has_moved = process->is_born_away = false;
}

static void machine_act(struct machine *machine, struct machine_task *task)
{
	uint32_t what = pick(&machine->randomness, 100);

	if (what < 45)
		machine_switch(machine, task);
	else if (what < 70)
		machine_birth(machine, task);
	else if (what < 85 && task->process->n_threads > 1)
		machine_end(machine, task, 0);
	else if (what < 90)
		machine_fork(machine, task);
	else if (what < 94)
		machine_exec(machine, task);
	else if (what < 96)
		machine_end_others(machine, task->process, NULL);
}

/* Something happens, or nothing. Returns how many records it gave. */
static unsigned int machine_step(struct machine *machine, struct nstrace_event *events)
{
	struct machine_task *task = machine_pick_task(machine);

	machine->now_nsec++;
	machine->events = events;
	machine->n_events = 0;
	if (task)
		machine_act(machine, task);
	else
		machine_make(machine, machine_free_process(machine), machine_pick_netns(machine));
	for (unsigned int i = 0; i < MACHINE_PROCESSES; i++)
		if (machine->processes[i].n_away == machine->processes[i].n_threads)
			machine->processes[i].has_moved = true;
	return machine->n_events;
}

#endif
