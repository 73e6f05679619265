// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visitor's work is what the visit is for; the same by a thread that was left behind is the harm
 * that came of it. Which of the two it was may turn out later, so all of it is kept, in a bounded
 * list for each thread.
 */
#include "engine/harm.h"
#include "engine/nsid.h"
#include "engine/report.h"
#include "engine/strays.h"
#include "engine/visits.h"

#include <string.h>
#include <sys/socket.h>

/* Reported as being where it should not be. */
static bool is_found(const struct thread *thread)
{
	return thread->state == THREAD_STRANDED || thread->is_tainted || thread->found_nsec;
}

/* Asked through a socket of home, home has answered already. */
static void ask_home(const struct engine *engine, const struct process *process, struct deed *deed)
{
	const char *name = act_missing_link(&deed->act);

	if (name && engine->ask_home && !same_nsid(deed->act.socket, process->home))
		deed->at_home =
			engine->ask_home(process->key.tgid, &process->home, name, engine->userdata);
}

/* The socket belongs to the place from now on, whoever uses it. Other than a unix socket: that is
 * how a program complains to its log before it tries again. */
static bool is_carrying_on(const struct act *act)
{
	return act->kind == NSTRACE_ACT_SOCKET && act->family != AF_UNIX;
}

int harm_take(struct engine *engine, struct process *process, struct thread *thread,
	      const struct nstrace_evidence *evidence, struct engine_act_view *ret_view)
{
	struct deed *first;
	struct act act;
	int r;

	if (same_nsid(thread->where, process->home) || !same_nsid(thread->where, evidence->where))
		return 0;
	memcpy(thread->comm, evidence->comm, sizeof(thread->comm));
	act_read(evidence, &act);
	r = deeds_note(&thread->deeds, &act, evidence->time_nsec, &first);
	if (r < 0)
		return r;
	if (first)
		ask_home(engine, process, first);
	if (is_carrying_on(&act))
		visit_carries_on(engine, process, thread, 0, evidence->time_nsec);
	stray_carries_on(engine, process, thread, evidence->time_nsec);
	*ret_view = (struct engine_act_view){first, process->home, is_found(thread)};
	return 0;
}

void harm_end(const struct engine *engine, const struct process *process, struct thread *thread,
	      uint64_t time_nsec)
{
	enum finding_class class = thread->is_tainted ? FINDING_TAINTED : FINDING_STRANDED;

	if (thread->deeds && is_found(thread) && engine->on_harm)
		report_harm(engine, process, thread, class, time_nsec);
	free(thread->deeds);
	thread->deeds = NULL;
	thread->n_deeds_told = 0;
}
