// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Threads at the exec home have no record: those that are alive and not recorded must be there. So
 * whether all have moved shows in two counts, and in the records only when these are equal.
 */
#include "engine/home.h"
#include "engine/deadlines.h"
#include "engine/nsid.h"
#include "engine/strays.h"

/* A script with one thread may make a visit of some seconds, and threads on it; who has lived
 * elsewhere for this long has moved. */
#define MOVED_NSEC 60000000000

/* A namespace that threads of a process are in. */
struct place {
	struct nstrace_nsid where;
	unsigned int n_threads;
	uint64_t oldest_nsec; /* start of its oldest thread */
};

static bool has_thread_at_exec_home(const struct process *process)
{
	return process->n_threads > HASH_COUNT(process->threads);
}

static void settle_down(struct thread *thread)
{
	thread->limit_nsec = 0;
	thread->is_overdue = thread->is_tainted = false;
	thread->refusal = (struct refusal){};
}

void home_move(struct engine *engine, struct process *process, uint64_t time_nsec)
{
	struct thread *first = process->threads, *thread;

	/* The third test spares the walk through a process that lives where it moved to. */
	if (has_thread_at_exec_home(process) || !first || same_nsid(first->where, process->home))
		return;
	for (thread = first->hh.next; thread; thread = thread->hh.next)
		if (!same_nsid(thread->where, first->where))
			return;
	process->home = first->where;
	process->moved_nsec = time_nsec;
	deadline_expect(engine, home_deadline(engine, process));
	for (thread = first; thread; thread = thread->hh.next)
		settle_down(thread);
}

bool home_is_inhabited(const struct process *process)
{
	const struct thread *thread;

	if (same_nsid(process->home, process->exec_home))
		return has_thread_at_exec_home(process);
	for (thread = process->threads; thread; thread = thread->hh.next)
		if (same_nsid(thread->where, process->home))
			return true;
	return false;
}

bool home_revert(struct process *process)
{
	if (same_nsid(process->home, process->exec_home) || !has_thread_at_exec_home(process))
		return false;
	process->home = process->exec_home;
	return true;
}

uint64_t home_deadline(const struct engine *engine, const struct process *process)
{
	if (process->in_snapshot || same_nsid(process->home, process->exec_home))
		return 0;
	return process->moved_nsec +
	       (engine->max_visit_nsec > MOVED_NSEC ? engine->max_visit_nsec : MOVED_NSEC);
}

static void tell_home(const struct engine *engine, const struct process *process)
{
	if (engine->on_home)
		engine->on_home(process->key.tgid, &process->home, engine->userdata);
}

void home_settle(struct engine *engine, struct process *process)
{
	struct thread *thread, *next;

	process->exec_home = process->home;
	HASH_ITER(hh, process->threads, thread, next)
		if (same_nsid(thread->where, process->home))
			thread_drop(engine, process, thread);
	tell_home(engine, process);
}

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_places(const struct thread *a, const struct thread *b)
{
	int order = compare_u64(a->where.cookie, b->where.cookie);

	return order ? order : compare_u64(a->where.ino, b->where.ino);
}

/* The place of the first thread and of those behind it that are there too. Returns the next. */
static const struct thread *gather_place(const struct thread *first, struct place *ret)
{
	const struct thread *thread;

	*ret = (struct place){first->where, 0, first->start_nsec};
	for (thread = first; thread && same_nsid(thread->where, first->where);
	     thread = thread->hh.next) {
		ret->n_threads++;
		if (thread->start_nsec < ret->oldest_nsec)
			ret->oldest_nsec = thread->start_nsec;
	}
	return thread;
}

static bool is_likelier_home(const struct place *a, const struct place *b)
{
	if (a->n_threads != b->n_threads)
		return a->n_threads > b->n_threads;
	return a->oldest_nsec < b->oldest_nsec;
}

/* Where most threads are; leaders: the leader and the threads that are where it is, as far as they
 * have no record. */
static struct nstrace_nsid find_majority(struct process *process, const struct place *leaders)
{
	struct place best = *leaders, place;
	const struct thread *thread;

	HASH_SORT(process->threads, compare_places);
	for (thread = process->threads; thread;) {
		thread = gather_place(thread, &place);
		if (leaders->n_threads && same_nsid(place.where, leaders->where)) {
			place.n_threads += leaders->n_threads;
			place.oldest_nsec = leaders->oldest_nsec;
		}
		if (is_likelier_home(&place, &best))
			best = place;
	}
	return best.where;
}

void home_infer(struct engine *engine, struct process *process)
{
	struct place leaders = {process->leader_where, 0, process->start_nsec};
	struct thread *thread, *next;

	if (is_known_nsid(leaders.where))
		leaders.n_threads = process->n_threads - HASH_COUNT(process->threads);
	process->exec_home = process->home = find_majority(process, &leaders);
	process->home_source = HOME_BY_MAJORITY;
	process->in_snapshot = false;
	tell_home(engine, process);
	HASH_ITER(hh, process->threads, thread, next)
		if (same_nsid(thread->where, process->home))
			thread_drop(engine, process, thread);
		else
			stray_found(engine, process, thread, process->counted_nsec);

	/* The leader is the only one of those without a record that we can name. */
	if (!leaders.n_threads || same_nsid(leaders.where, process->home) ||
	    thread_find(engine, process, process->key.tgid, process->start_nsec))
		return;
	thread = thread_add(engine, process, process->key.tgid, process->start_nsec);
	if (!thread)
		return;
	thread->where = leaders.where;
	stray_found(engine, process, thread, process->counted_nsec);
}
