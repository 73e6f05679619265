// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables. Nothing here ends the program when memory is short: what can't be added is NULL. */
#include "engine/state.h"

#include <stdlib.h>

struct process *process_find(struct engine *engine, uint32_t tgid, uint32_t kind)
{
	const struct nstrace_process_key key = {.tgid = tgid, .kind = kind};
	struct process *process;

	HASH_FIND(hh, engine->processes, &key, sizeof(key), process);
	return process;
}

struct process *process_add(struct engine *engine, uint32_t tgid, uint32_t kind,
			    uint64_t start_nsec)
{
	struct process *process = calloc(1, sizeof(*process));

	if (!process)
		return NULL;
	process->key.tgid = tgid;
	process->key.kind = kind;
	process->start_nsec = start_nsec;
	HASH_ADD(hh, engine->processes, key, sizeof(process->key), process);
	if (!process->hh.tbl) {
		free(process);
		return NULL;
	}
	return process;
}

void process_drop_threads(struct engine *engine, struct process *process)
{
	struct thread *thread, *next;

	HASH_ITER(hh, process->threads, thread, next)
		thread_drop(engine, process, thread);
}

void process_drop(struct engine *engine, struct process *process)
{
	process_drop_threads(engine, process);
	HASH_DEL(engine->processes, process);
	free(process);
}

struct thread *thread_find(struct engine *engine, struct process *process, uint32_t tid,
			   uint64_t start_nsec)
{
	struct thread *thread;

	HASH_FIND(hh, process->threads, &tid, sizeof(tid), thread);
	if (!thread)
		return NULL;
	if (!is_same_start(thread->start_nsec, start_nsec)) {
		thread_drop(engine, process, thread);
		process->n_threads--;
		return NULL;
	}
	if (!thread->start_nsec)
		thread->start_nsec = start_nsec;
	return thread;
}

struct thread *thread_add(struct engine *engine, struct process *process, uint32_t tid,
			  uint64_t start_nsec)
{
	struct thread *thread = calloc(1, sizeof(*thread));

	if (!thread)
		return NULL;
	thread->id = ++engine->last_thread_id;
	thread->tid = tid;
	thread->start_nsec = start_nsec;
	HASH_ADD(hh, process->threads, tid, sizeof(thread->tid), thread);
	if (!thread->hh.tbl) {
		free(thread);
		return NULL;
	}
	engine->n_threads++;
	/* It was counted already, unless the record of its birth was lost. */
	if (process->n_threads < HASH_COUNT(process->threads))
		process->n_threads = HASH_COUNT(process->threads);
	return thread;
}

void thread_drop(struct engine *engine, struct process *process, struct thread *thread)
{
	thread_set_state(process, thread, THREAD_UNKNOWN);
	HASH_DEL(process->threads, thread);
	engine->n_threads--;
	free(thread->deeds);
	free(thread);
}

void thread_set_state(struct process *process, struct thread *thread, enum thread_state state)
{
	if (thread->state == state)
		return;
	if (thread->state == THREAD_VISITOR)
		DL_DELETE(process->visitors, thread);
	thread->state = state;
	if (state == THREAD_VISITOR)
		DL_APPEND(process->visitors, thread);
}
