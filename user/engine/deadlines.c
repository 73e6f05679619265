// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/deadlines.h"
#include "engine/home.h"
#include "engine/strays.h"
#include "engine/visits.h"

static uint64_t next_of_thread(const struct engine *engine, const struct process *process,
			       const struct thread *thread)
{
	return deadline_earlier(stray_deadline(engine, process, thread),
				visit_deadline(process, thread));
}

static void settle(const struct engine *engine, struct process *process, struct thread *thread,
		   uint64_t due_nsec)
{
	if (due_nsec == stray_deadline(engine, process, thread))
		stray_settle(engine, process, thread, due_nsec);
	else
		visit_settle(engine, process, thread, due_nsec);
}

uint64_t deadlines_settle(struct engine *engine, struct process *process, uint64_t now_nsec)
{
	struct thread *thread, *next;
	uint64_t due_nsec, next_nsec = home_deadline(engine, process);

	if (next_nsec && next_nsec <= now_nsec) {
		home_settle(engine, process);
		next_nsec = 0;
	}

	HASH_ITER(hh, process->threads, thread, next) {
		while ((due_nsec = next_of_thread(engine, process, thread)) && due_nsec <= now_nsec)
			settle(engine, process, thread, due_nsec);
		next_nsec = deadline_earlier(next_nsec, due_nsec);
	}
	return next_nsec;
}
