// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is said here in a few lines stands at length in docs/findings/CLASS.md, with programs that
 * do it and programs that do it right. Only words: no rule is decided here.
 */
#include "nstrace/explain_text.h"

#include <stddef.h>

static const char stranded[] =
	"  means    A new thread is born where its creator is. The creator was on a visit;\n"
	"           then it went home or ended, and the thread stayed.\n"
	"  harm     Whatever runs on this thread asks, connects and listens in the wrong\n"
	"           namespace. Mostly it fails much later, with something like\n"
	"           \"Link not found\". In a runtime with a scheduler any task may land on it.\n"
	"  innocent A thread that goes home by itself, or ends, before its creator leaves.\n"
	"           A pool made by a process that has moved for good.\n"
	"  cure     Make no thread during a visit. Best: let a process of its own go there.\n"
	"  C        fork one child for each namespace; it ends there\n"
	"  Go       since Go 1.10: runtime.LockOSThread() before the switch; before it: a\n"
	"           process of its own\n"
	"  Python   make all workers of the pool before the visit: it makes them lazily\n"
	"  Rust     a std::thread for each visit, which makes no thread and ends there\n";

static const char exposed[] =
	"  means    A thread was made while its creator or a sibling was on a visit. Either it\n"
	"           is at home, and only luck with the schedule put it there; or it was born\n"
	"           away, and the process ended before that could matter.\n"
	"  harm     None in this run. With another schedule the program strands a thread.\n"
	"  innocent Threads made before the first visit, or after the last.\n"
	"  cure     Make the threads first, then visit; or open sockets there first, then make\n"
	"           the threads; or let a process of its own go there.\n"
	"  C        a helper process opens the sockets there and passes them by SCM_RIGHTS\n"
	"  Go       since Go 1.10 a locked visitor strands nobody: a warning only; to be rid\n"
	"           of it run `ip netns exec` or nsenter by os/exec\n"
	"  Python   a multiprocessing worker that enters for good, or `ip netns exec`\n"
	"  Rust     open the sockets there before the runtime starts its threads\n";

static const char tainted[] =
	"  means    A switch failed during its visit, and it was still there 100 ms later, or\n"
	"           when it ended, forked, made a thread or opened a socket. Or its visit is\n"
	"           longer than --max-visit (1 s) while others of the process are at home.\n"
	"  harm     The thread goes back to its pool in the wrong namespace, and the pool hands\n"
	"           it to somebody else.\n"
	"  innocent A failed switch that is followed by a good one. A process whose threads\n"
	"           have all moved. A thread that is meant to stay: name it in a file for\n"
	"           --suppressions, or allow it the time (--max-visit=24h).\n"
	"  cure     Need no way home: let the visitor end there. Where there is one, check it,\n"
	"           and never reuse a thread for which it failed.\n"
	"  C        a child that ends there; in a thread: abort() if the way home fails\n"
	"  Go       runtime.UnlockOSThread() only after a good setns: a goroutine that ends\n"
	"           locked takes its thread along (not the main thread)\n"
	"  Python   threading.Thread for each visit, never a worker of a pool\n"
	"  Rust     a std::thread for each visit, or a guard whose drop aborts\n";

static const char misrestored[] =
	"  means    A task entered the namespace on one thread and was moved to another one\n"
	"           before it left. There its setns() home changed nothing.\n"
	"  harm     The visitor stays where it is, in the pool. What the task did behind its\n"
	"           move was done at home, not in the namespace.\n"
	"  innocent A thread that makes sure of being at home while nobody is on a visit.\n"
	"  cure     Enter, work and leave in one function that stays on one thread.\n"
	"  C        no callback, yield or task switch between the two setns() calls\n"
	"  Go       runtime.LockOSThread() before the first setns\n"
	"  Python   one call of run_in_executor() for the whole visit; no await in between\n"
	"  Rust     never hold a guard over .await: make it !Send and the compiler sees to it\n";

static const char misplaced[] =
	"  means    A process was forked from a stranded or tainted thread and called exec away\n"
	"           from its parent's home: children inherit the namespace of the thread that\n"
	"           forks them.\n"
	"  harm     A whole program, with all that it starts, is in the wrong namespace, and\n"
	"           stays there when its parent has recovered.\n"
	"  innocent A child of a visitor whose visit is in order: `ip netns exec` does that.\n"
	"           A child that switches by itself before its exec.\n"
	"  cure     Cure the stray thread: it has a finding of its own. Until then let the child\n"
	"           go home before its exec, by a descriptor opened when the program started.\n"
	"  C        fork(), in the child setns(home_fd, CLONE_NEWNET), then execve()\n"
	"  Go       run nsenter --net=/proc/PID/fd/HOME by os/exec\n"
	"  Python   run nsenter --net=/proc/PID/fd/HOME by subprocess\n"
	"  Rust     CommandExt::pre_exec() with setns(home)\n";

static const char refused[] =
	"  means    The kernel said no: EPERM: no CAP_SYS_ADMIN there or here. EINVAL: not a\n"
	"           namespace of that type, or one that no thread of many may enter. EBADF:\n"
	"           the descriptor is closed. ENOSPC: a limit in /proc/sys/user/.\n"
	"  harm     None yet: the thread is where it was. A program that does not look at the\n"
	"           result goes on in the wrong namespace.\n"
	"  innocent A program that tries, and does without. If the thread is left in a bad\n"
	"           place, there is a tainted finding too.\n"
	"  cure     Look at the result of every switch; do the work only if it is good.\n"
	"  C        if (setns(netns_fd, CLONE_NEWNET) < 0) return -errno;\n"
	"  Go       return the error of unix.Setns; for mnt: unix.Unshare(CLONE_FS) first\n"
	"  Python   os.setns raises OSError; by ctypes look at the result and get_errno()\n"
	"  Rust     io::Error::last_os_error() if setns gives -1\n";

const struct explain_text explain_texts[FINDING_CLASSES] = {
	[FINDING_STRANDED] = {"a thread was born in a foreign namespace and left behind there",
			      NULL, stranded},
	[FINDING_EXPOSED] = {"a thread was made during a visit: the next run may strand one", NULL,
			     exposed},
	[FINDING_TAINTED] = {"a thread could not go home, or is away too long, and carries on",
			     NULL, tainted},
	[FINDING_MISRESTORED] = {"a thread at home \"went home\" for a visitor that stayed away",
				 "error; warning if the visitor came home in time", misrestored},
	[FINDING_MISPLACED] = {"a child of a thread in the wrong place runs a program there", NULL,
			       misplaced},
	[FINDING_REFUSED] = {"setns or unshare failed in a process with threads", NULL, refused},
};
