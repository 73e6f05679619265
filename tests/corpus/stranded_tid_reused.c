// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Thread ids come back. The same one belongs to a thread that lives and ends at home, then to one
 * that is born on a visit and left behind, then to one at home again, which is not astray at all
 * and makes visits of its own.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

#include "tid.h"

static int home_fd;

static void live_at_home(void)
{
}

static void visit(void)
{
	enter(new_netns());
	enter(home_fd);
}

int main(void)
{
	struct named_thread thread;
	pid_t tid;

	home_fd = here("net");
	thread = start_with_tid(0, live_at_home);
	tid = thread.tid;
	end(thread);

	enter(new_netns());
	thread = start_with_tid(tid, live_at_home);
	announce_tid("worker", tid);
	enter(home_fd);
	stay_msec(50); /* the worker was not just about to end */
	end(thread);

	thread = start_with_tid(tid, visit);
	announce_tid("successor", tid);
	end(thread);
	return 0;
}
