/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules: kernel events in, findings out.
 *
 * Pure: no libbpf, no I/O, no clock. Time is what the events say, so that a recorded incident
 * replays to the same findings on any machine.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"
#include "engine/finding.h"
#include "lib/cleanup.h"

struct engine;

/* Called once for each finding, when the event that settles it is fed or the time that settles it
 * is reached. The finding is the engine's: copy what must outlive the call, and don't call the
 * engine from here. */
typedef void (*engine_finding_fn)(const struct finding *finding, void *userdata);

/* Called once for each thread with a finding that did something there, when it goes home or
 * elsewhere, or ends. The same holds as for findings. */
typedef void (*engine_harm_fn)(const struct harm *harm, void *userdata);

/* Whether there is a link of that name in the home of process tgid, where the thread did not find
 * it. The name is hostile text. Asked once for each different act. */
typedef struct home_answer (*engine_ask_home_fn)(uint32_t tgid, const struct nstrace_nsid *home,
						 const char *link_name, void *userdata);

/* What a person wants to see beside an event that the engine just took in. */
struct engine_view {
	struct nstrace_nsid home; /* where the process lived until now; ino 0: unknown */
	uint64_t away_nsec;	  /* SWITCH that ends a visit: how long it took; else 0 */
	int away;		  /* tid is now elsewhere than home */
};

/* The same beside an act. */
struct engine_act_view {
	const struct deed
		*first; /* the act, if it is the first of its kind; valid until the next call */
	struct nstrace_nsid home;
	bool is_astray; /* tid is in the wrong place: there was a finding */
};

/* A thread that is elsewhere than its process lives. */
struct engine_stray {
	uint32_t tgid;
	uint32_t tid;
	unsigned int n_threads; /* alive in tgid */
	uint64_t start_nsec;	/* of tid, CLOCK_BOOTTIME; 0: unknown */
	struct nstrace_nsid where;
	struct nstrace_nsid home;
};

typedef void (*engine_stray_fn)(const struct engine_stray *stray, void *userdata);

/* Called when the home of a process turns out to be elsewhere than the kernel side believes. */
typedef void (*engine_home_fn)(uint32_t tgid, const struct nstrace_nsid *home, void *userdata);

/* *ret is the caller's to engine_free(). Returns 0 or -ENOMEM. */
int engine_new(engine_finding_fn on_finding, void *userdata,
	       struct engine **ret) warn_unused_result_;
void engine_free(struct engine *engine);

/* When the probes were attached, CLOCK_BOOTTIME: the home of a process older than that is inferred
 * unless its exec is seen. Default 0: no process is older. */
void engine_set_attach_time(struct engine *engine, uint64_t attach_nsec);

/* They get the userdata of engine_new(). Default: none. */
void engine_set_on_harm(struct engine *engine, engine_harm_fn on_harm);
void engine_set_on_home(struct engine *engine, engine_home_fn on_home);
void engine_set_ask_home(struct engine *engine, engine_ask_home_fn ask_home);

/* A visit longer than this is overdue; default 1 s, not 0. */
void engine_set_max_visit(struct engine *engine, uint64_t max_visit_nsec);

/* How long a thread that was left behind may take to end by itself before it is stranded; default
 * 0. It may be about to: whoever waited for it (CPython's join) can be gone a little before it.
 * Only for those who are left behind from since_nsec on. */
void engine_set_grace(struct engine *engine, uint64_t grace_nsec, uint64_t since_nsec);

/* Attach mid-life: feed every THREAD record of the snapshot, then call engine_snapshot_end() once,
 * then feed the live events in the order in which they came, those older than the snapshot too.
 * Returns 0 or -ENOMEM: then the event counts as lost. An event of unknown kind changes nothing. */
int engine_feed(struct engine *engine, const struct nstrace_event *event,
		struct engine_view *ret_view) warn_unused_result_;
void engine_snapshot_end(struct engine *engine);

/* The other kind of record, to be fed in its time's place among the events. What it tells of a
 * thread that is not known to be away is of no interest. Returns 0 or -ENOMEM. */
int engine_feed_evidence(struct engine *engine, const struct nstrace_evidence *evidence,
			 struct engine_act_view *ret_view) warn_unused_result_;

/* Some findings are settled by nothing happening. Feeding an event settles those that were due
 * before it; when none comes, call engine_advance() at the deadline, after all that happened until
 * now_nsec was fed. The findings are the same either way. */
void engine_advance(struct engine *engine, uint64_t now_nsec);

/* The earliest time at which something may be due; 0: nothing is. */
uint64_t engine_deadline(const struct engine *engine);

/* Every stray that is known now, process by process. Behind engine_snapshot_end(): all that the
 * snapshot told of, and the leader, which may be astray itself. */
void engine_each_stray(const struct engine *engine, engine_stray_fn on_stray, void *userdata);

/* Tracing ends: settles what is still pending, at time_nsec (CLOCK_BOOTTIME), and forgets all. */
void engine_finish(struct engine *engine, uint64_t time_nsec);

/* Processes and threads that the engine holds state for: for tests and for memory bounds. */
unsigned int engine_n_processes(const struct engine *engine);
unsigned int engine_n_threads(const struct engine *engine);

#endif
