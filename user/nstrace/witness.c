// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finding the way home: the namespace is opened through a thread that is there, ours or one of the
 * process. Its inode is compared before anything else is done with it, the cookie by the child, on
 * a socket that it opened there: only then it is certain that no other namespace has the inode now.
 */
#include "nstrace/witness.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "engine/nsid.h"
#include "lib/clock.h"
#include "lib/parse.h"
#include "lib/rtnl.h"
#include "nstrace/netns_cookie.h"

#define DEADLINE_MSEC  250
#define KEEP_NSEC      1000000000 /* an answer is good for so long */
#define MEMORY_MAX     64	  /* answers */
#define PER_SECOND_MAX 32	  /* children */
#define THREADS_MAX    256	  /* that may lead the way; the leader comes first */

struct memory {
	struct nstrace_nsid home;
	char link_name[ACT_TARGET_MAX];
	uint64_t time_nsec; /* 0: empty */
	struct home_answer answer;
};

struct witness {
	struct memory memories[MEMORY_MAX]; /* the oldest makes room */
	uint64_t second_nsec;		    /* when the current one began */
	unsigned int n_asked;		    /* in it */
	pid_t late_child; /* killed at its deadline, and perhaps still in the kernel; 0: none */
};

int witness_new(struct witness **ret)
{
	struct witness *witness = calloc(1, sizeof(*witness));

	if (!witness)
		return -ENOMEM;
	*ret = witness;
	return 0;
}

/* False: it is still there. */
static bool reap_late_child(struct witness *witness)
{
	if (witness->late_child && waitpid(witness->late_child, NULL, WNOHANG) == 0)
		return false;
	witness->late_child = 0;
	return true;
}

void witness_free(struct witness *witness)
{
	if (!witness)
		return;
	reap_late_child(witness);
	free(witness);
}

/* The descriptor if it is home's, or -1. */
static int open_if_home(int directory_fd, const char *path, const struct nstrace_nsid *home)
{
	int fd = openat(directory_fd, path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || (!fstat(fd, &st) && st.st_ino == home->ino))
		return fd;
	return safe_close(fd);
}

static int open_home_of_process(uint32_t tgid, const struct nstrace_nsid *home)
{
	_cleanup_closedir_ DIR *threads = NULL;
	const struct dirent *entry;
	char path[64];
	int fd = -1, n_left = THREADS_MAX;

	snprintf(path, sizeof(path), "/proc/%u/task", tgid);
	threads = opendir(path);
	if (!threads)
		return -1;
	while (fd < 0 && n_left-- > 0 && (entry = readdir(threads))) {
		snprintf(path, sizeof(path), "%.32s/ns/net", entry->d_name);
		fd = open_if_home(dirfd(threads), path, home);
	}
	return fd;
}

static int open_home(uint32_t tgid, const struct nstrace_nsid *home)
{
	int fd = open_if_home(AT_FDCWD, "/proc/self/ns/net", home);

	return fd < 0 ? open_home_of_process(tgid, home) : fd;
}

static int look_up(int netns_fd, const struct nstrace_nsid *home, const char *link_name,
		   int *ret_ifindex)
{
	struct netlink *nl;
	struct rtnl_link link;
	uint64_t cookie;
	int r;

	if (setns(netns_fd, CLONE_NEWNET) < 0)
		return -errno;
	cookie = netns_own_cookie();
	if (cookie && home->cookie && cookie != home->cookie)
		return -ESRCH;
	r = netlink_open(&nl);
	if (r < 0)
		return r;
	r = rtnl_get_link(nl, link_name, &link);
	netlink_close(nl);
	if (r == 0)
		*ret_ifindex = link.ifindex;
	return r;
}

static void __attribute__((noreturn))
run_child(int pipe_fd, pid_t parent, int netns_fd, const struct nstrace_nsid *home,
	  const char *link_name)
{
	struct home_answer answer = {.kind = HOME_HAS_IT};
	int r;

	prctl(PR_SET_NAME, "nstrace-witness");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE); /* it had died by then */
	r = look_up(netns_fd, home, link_name, &answer.ifindex);
	if (r == -ENODEV)
		answer.kind = HOME_LACKS_IT;
	else if (r < 0)
		answer = (struct home_answer){.kind = HOME_DID_NOT_ANSWER, .error = r};
	r = write(pipe_fd, &answer, sizeof(answer)) == sizeof(answer) ? EXIT_SUCCESS : EXIT_FAILURE;
	_exit(r);
}

static struct home_answer no_answer(int error)
{
	return (struct home_answer){.kind = HOME_DID_NOT_ANSWER, .error = error};
}

/* A signal does not make the time that is left longer: it is blocked, or ends us. */
static struct home_answer hear(int pipe_fd)
{
	struct pollfd source = {.fd = pipe_fd, .events = POLLIN};
	struct home_answer answer;

	if (poll(&source, 1, DEADLINE_MSEC) <= 0)
		return no_answer(-ETIMEDOUT);
	if (read(pipe_fd, &answer, sizeof(answer)) != sizeof(answer))
		return no_answer(-ECHILD);
	return answer;
}

/* A child that is late may be where no signal reaches it: then it is left alone for now. */
static void end_child(struct witness *witness, pid_t child, const struct home_answer *answer)
{
	bool is_late = answer->kind == HOME_DID_NOT_ANSWER && answer->error == -ETIMEDOUT;

	if (is_late) {
		kill(child, SIGKILL);
		witness->late_child = child;
		reap_late_child(witness);
	} else {
		waitpid(child, NULL, 0);
	}
}

static struct home_answer send_child(struct witness *witness, int netns_fd,
				     const struct nstrace_nsid *home, const char *link_name)
{
	_cleanup_close_ int hear_fd = -1;
	struct home_answer answer;
	pid_t parent = getpid(), child;
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return no_answer(-errno);
	hear_fd = fds[0];
	child = fork();
	if (child == 0)
		run_child(fds[1], parent, netns_fd, home, link_name);
	safe_close(fds[1]);
	if (child < 0)
		return no_answer(-errno);
	answer = hear(hear_fd);
	end_child(witness, child, &answer);
	return answer;
}

/* A program that asks for ever other links shall not make us fork without end. */
static bool is_busy(struct witness *witness, uint64_t now_nsec)
{
	if (now_nsec - witness->second_nsec > 1000000000) {
		witness->second_nsec = now_nsec;
		witness->n_asked = 0;
	}
	return ++witness->n_asked > PER_SECOND_MAX || !reap_late_child(witness);
}

static struct home_answer ask(struct witness *witness, uint32_t tgid,
			      const struct nstrace_nsid *home, const char *link_name,
			      uint64_t now_nsec)
{
	_cleanup_close_ int netns_fd = -1;

	if (is_busy(witness, now_nsec))
		return no_answer(-EBUSY);
	netns_fd = open_home(tgid, home);
	if (netns_fd < 0)
		return no_answer(-ESRCH);
	return send_child(witness, netns_fd, home, link_name);
}

/* What was asked before, or the place where the answer goes. */
static struct memory *recall(struct witness *witness, const struct nstrace_nsid *home,
			     const char *link_name)
{
	struct memory *oldest = &witness->memories[0], *memory;

	for (unsigned int i = 0; i < MEMORY_MAX; i++) {
		memory = &witness->memories[i];
		if (memory->time_nsec && same_nsid(memory->home, *home) &&
		    !strcmp(memory->link_name, link_name))
			return memory;
		if (memory->time_nsec < oldest->time_nsec)
			oldest = memory;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->home = *home;
	strncpy(oldest->link_name, link_name, sizeof(oldest->link_name) - 1);
	return oldest;
}

struct home_answer witness_ask(struct witness *witness, uint32_t tgid,
			       const struct nstrace_nsid *home, const char *link_name)
{
	uint64_t now_nsec = clock_nsec(CLOCK_BOOTTIME);
	struct memory *memory = recall(witness, home, link_name);

	if (!memory->time_nsec || now_nsec - memory->time_nsec > KEEP_NSEC) {
		memory->answer = ask(witness, tgid, home, link_name, now_nsec);
		memory->time_nsec = now_nsec;
	}
	return memory->answer;
}
