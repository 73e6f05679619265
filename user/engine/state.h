/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine remembers: processes with a thread away from home, and those threads.
 *
 * Threads at the home that their process started in are only counted, never recorded, and a process
 * with no other threads is dropped: a quiet machine costs nothing. Judges nothing: see rules.h.
 */
#ifndef ENGINE_STATE_H
#define ENGINE_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"
#include "engine/engine.h"
#include "engine/finding.h"

#define HASH_NONFATAL_OOM 1 /* an element that found no memory has hh.tbl NULL after adding */
#include <uthash.h>
#include <utlist.h>

/* How a thread came to be where it is. */
enum thread_state {
	THREAD_UNKNOWN,	 /* it was there before we looked, or the record was lost */
	THREAD_VISITOR,	 /* by its own switch, or made with CLONE_NEWNET */
	THREAD_PENDING,	 /* born there, and not yet settled what to say of it */
	THREAD_STRANDED, /* born there and left behind: reported */
	THREAD_EXPOSED,	 /* born there, pending when its process came to an end: reported */
};

/* A thread's birth in a namespace that its creator was in. */
struct birth {
	struct nstrace_nsid where;
	uint64_t time_nsec;
	char comm[NSTRACE_COMM_LEN]; /* hostile text, perhaps without a NUL */
	uint64_t creator_id;	     /* thread.id */
	uint64_t visitor_id;	     /* the creator, or on whose visit its own line was born */
	uint32_t creator_tid;
	uint32_t visitor_tid;
	uint64_t visit_nsec;	     /* when the visitor came there; 0: not seen */
	uint32_t visit_stack, stack; /* of that switch, and of the clone; 0: none */
	bool io_worker;
	bool abandoned;		   /* creator or visitor is gone, as departure says */
	struct evidence departure; /* valid if abandoned */
};

/* A switch that failed, away from home. */
struct refusal {
	uint64_t time_nsec; /* 0: none */
	uint32_t stack;	    /* 0: none */
	int32_t error;	    /* a negative errno */
	uint32_t n_threads; /* of the process */
};

/* A thread at home went home, as if it had been the visitor. */
struct restore {
	uint32_t tid; /* 0: none */
	uint32_t stack;
	uint64_t time_nsec;
	char comm[NSTRACE_COMM_LEN]; /* hostile text, perhaps without a NUL */
};

struct thread {
	uint64_t id; /* never used for another thread, as the tid is */
	uint32_t tid;
	uint64_t start_nsec; /* 0: unknown */
	enum thread_state state;
	struct nstrace_nsid where;
	uint64_t entered_nsec;	     /* when it came there; 0: not seen */
	uint32_t entered_stack;	     /* of that switch; 0: none */
	uint64_t visit_nsec;	     /* when its visit began; 0: it is on none, or not seen */
	uint64_t limit_nsec;	     /* when its visit is overdue; 0: its stay has no limit */
	uint64_t found_nsec;	     /* when the snapshot found it astray; 0: settled, or not */
	bool is_overdue;	     /* limit_nsec has passed */
	bool is_tainted;	     /* reported, and not at home since */
	struct refusal refusal;	     /* the first since it came there */
	struct restore restore;	     /* the first during this visit; not yet settled */
	bool was_restored;	     /* there was one during this visit */
	char comm[NSTRACE_COMM_LEN]; /* at its last switch or act; hostile text, perhaps without a
					NUL */
	struct birth birth;	     /* valid if it was ever PENDING: creator_id is not 0 */
	bool is_creator;	     /* threads were born of it away from home */
	struct deeds *deeds;	     /* since it came there; NULL: none */
	uint64_t n_deeds_told;	     /* as many acts were known to its finding */
	bool was_stranded; /* reported: whenever it is at birth.where, it is stranded again */
	struct thread *prev, *next; /* process.visitors */
	UT_hash_handle hh;
};

enum home_source {
	HOME_AT_FIRST_SIGHT, /* as the kernel side says: exact for a process younger than we are */
	HOME_BY_MAJORITY,    /* of the snapshot */
	HOME_BY_EXEC,
};

/* The thread astray that a process, which has not called exec yet, was forked from; or that its
 * parent was. */
struct origin {
	uint32_t tgid;
	uint32_t tid;	/* 0: none */
	uint32_t stack; /* of the fork; 0: none */
	uint64_t forked_nsec;
	struct nstrace_nsid where;
	struct nstrace_nsid home; /* of tgid */
};

/* As far as one kind of namespace goes: the kinds have nothing to do with each other. */
struct process {
	struct nstrace_process_key key;
	uint64_t start_nsec; /* 0: unknown */
	enum home_source home_source;
	struct nstrace_nsid exec_home;	  /* at the last exec, at fork, or at first sight */
	struct nstrace_nsid home;	  /* the same, or where all its threads have moved to */
	uint64_t moved_nsec;		  /* when they had, if they have */
	unsigned int n_threads;		  /* alive, recorded or not; exact while any is recorded */
	uint64_t counted_nsec;		  /* n_threads has what happened until then */
	bool in_snapshot;		  /* home is not decided yet */
	bool is_gone;			  /* its last thread ended */
	bool is_deserted;		  /* when a visit became overdue, nobody was at home */
	struct nstrace_nsid leader_where; /* in_snapshot: zero if the leader is dead */
	struct origin origin;
	struct thread *threads;	 /* hash by tid, in the order in which they became known */
	struct thread *visitors; /* list of those that are THREAD_VISITOR */
	UT_hash_handle hh;
};

struct engine {
	engine_finding_fn on_finding;
	engine_harm_fn on_harm;	     /* NULL: nobody wants to know */
	engine_home_fn on_home;	     /* NULL: nobody wants to know */
	engine_ask_home_fn ask_home; /* NULL: there is nobody to ask */
	void *userdata;
	uint64_t attach_nsec;
	uint64_t max_visit_nsec;
	uint64_t grace_nsec, grace_since_nsec; /* for who is left later than that */
	uint64_t deadline_nsec;		       /* no thread's is earlier; 0: there is none */
	uint64_t last_thread_id;
	unsigned int n_threads;
	struct process *processes; /* hash by key */
};

struct process *process_find(struct engine *engine, uint32_t tgid, uint32_t kind);
struct process *process_add(struct engine *engine, uint32_t tgid, uint32_t kind,
			    uint64_t start_nsec);
void process_drop(struct engine *engine, struct process *process);
void process_drop_threads(struct engine *engine, struct process *process);

/* A thread that was recorded under this tid with another start is dropped: its end was lost. */
struct thread *thread_find(struct engine *engine, struct process *process, uint32_t tid,
			   uint64_t start_nsec);
struct thread *thread_add(struct engine *engine, struct process *process, uint32_t tid,
			  uint64_t start_nsec);
void thread_drop(struct engine *engine, struct process *process, struct thread *thread);
void thread_set_state(struct process *process, struct thread *thread, enum thread_state state);

/* Two start times of one number: the same task? */
static inline bool is_same_start(uint64_t a_nsec, uint64_t b_nsec)
{
	return a_nsec == b_nsec || !a_nsec || !b_nsec;
}

#endif
