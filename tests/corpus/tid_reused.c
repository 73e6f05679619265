// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread visits a namespace and ends there, as it may. The next thread gets the same id, but not
 * its whereabouts: it is at home, and so is the thread that is made while it lives.
 *
 * Expect: nothing
 */
#include "corpus.h"

#include "tid.h"

static void visit_for_good(void)
{
	enter(new_netns());
}

static void make_thread(void)
{
	start_idle("healthy");
}

int main(void)
{
	struct named_thread thread;
	pid_t tid;

	thread = start_with_tid(0, visit_for_good);
	tid = thread.tid;
	end(thread);

	thread = start_with_tid(tid, make_thread);
	announce_tid("successor", tid);
	end(thread);
	return 0;
}
