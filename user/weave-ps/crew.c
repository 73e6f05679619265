// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The parent's loop: start children, read their records as they come, kill the late, reap all. It
 * knows processes, pipes and time, but not what a child does. On any error the rest of the crew is
 * killed: half an answer is none.
 */
#include "weave-ps/crew.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include "lib/clock.h"
#include "weave-ps/record.h"

#define NSEC_PER_SEC 1000000000ULL

/* A child mostly waits for the kernel's locks, so more than one fit on a core. */
#define CHILDREN_PER_CPU 4
#define MAX_CHILDREN	 256

struct child {
	pid_t tgid;
	struct visit *visit;
	uint64_t deadline_nsec;
	bool has_ended; /* its last record was read */
	struct record record;
	size_t n_record_bytes; /* how much of the next record is there */
};

struct crew {
	size_t n;
	size_t n_max;
	struct child children[MAX_CHILDREN];
	struct pollfd pipes[MAX_CHILDREN]; /* of the child with the same index */
};

static size_t max_children(void)
{
	long n_cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (n_cpus < 1)
		n_cpus = 1;
	return n_cpus > MAX_CHILDREN / CHILDREN_PER_CPU ? MAX_CHILDREN
							: (size_t)n_cpus * CHILDREN_PER_CPU;
}

static _Noreturn void child_main(const struct itinerary *itinerary, const struct visit *visit,
				 crew_job *job, int pipe_fd, pid_t parent_tgid)
{
	struct interfaces interfaces = {0};
	int r;

	/* Not to outlive a parent that is killed, not even one that was killed before this line. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent_tgid)
		_exit(EXIT_FAILURE);
	r = job(itinerary, visit, &interfaces);
	r = record_send(pipe_fd, &interfaces, r);
	_exit(r < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int start_child(struct crew *crew, const struct itinerary *itinerary, struct visit *visit,
		       crew_job *job)
{
	pid_t parent_tgid = getpid();
	pid_t tgid;
	int pipe_fds[2];

	if (pipe2(pipe_fds, O_CLOEXEC) < 0)
		return -errno;
	tgid = fork();
	if (tgid == 0)
		child_main(itinerary, visit, job, pipe_fds[1], parent_tgid);
	safe_close(pipe_fds[1]);
	if (tgid < 0) {
		safe_close(pipe_fds[0]);
		return -errno;
	}
	crew->pipes[crew->n] = (struct pollfd){.fd = pipe_fds[0], .events = POLLIN};
	crew->children[crew->n++] = (struct child){.tgid = tgid,
						   .visit = visit,
						   .deadline_nsec = clock_nsec(CLOCK_MONOTONIC) +
								    itinerary->timeout_nsec};
	return 0;
}

/* Takes the child with this index out of the crew. */
static void reap(struct crew *crew, size_t i)
{
	pid_t tgid = crew->children[i].tgid;

	while (waitpid(tgid, NULL, 0) < 0 && errno == EINTR)
		;
	safe_close(crew->pipes[i].fd);
	crew->n--;
	crew->children[i] = crew->children[crew->n];
	crew->pipes[i] = crew->pipes[crew->n];
}

static void cleanup_crew(struct crew *crew)
{
	size_t i;

	for (i = 0; i < crew->n; i++)
		kill(crew->children[i].tgid, SIGKILL);
	while (crew->n)
		reap(crew, 0);
}

/* Reads what is there of the next record: 1 to go on, 0 at the end of the pipe, or an error. */
static int read_record(struct child *child, int pipe_fd)
{
	ssize_t n_bytes = read(pipe_fd, (char *)&child->record + child->n_record_bytes,
			       sizeof(child->record) - child->n_record_bytes);
	int r;

	if (n_bytes < 0)
		return errno == EINTR ? 1 : -errno;
	if (n_bytes == 0)
		return child->has_ended ? 0 : -EIO;
	child->n_record_bytes += (size_t)n_bytes;
	if (child->n_record_bytes < sizeof(child->record))
		return 1;
	child->n_record_bytes = 0;
	if (child->has_ended)
		return -EBADMSG;
	r = record_take(&child->record, &child->visit->interfaces);
	child->has_ended = r == 0;
	return r < 0 ? r : 1;
}

/* Hears the child with this index, or finds it late: 1 when it stays, 0 when it is done. */
static int attend(struct crew *crew, size_t i, uint64_t at_nsec)
{
	struct child *child = &crew->children[i];
	int r = 1;

	if (crew->pipes[i].revents)
		r = read_record(child, crew->pipes[i].fd);
	else if (at_nsec >= child->deadline_nsec)
		r = -ETIMEDOUT;
	if (r == 0)
		reap(crew, i);
	if (r < 0)
		child->visit->error = r;
	return r;
}

static int wait_for_news(struct crew *crew)
{
	uint64_t first_nsec = UINT64_MAX, at_nsec = clock_nsec(CLOCK_MONOTONIC);
	struct timespec timeout;
	size_t i;

	for (i = 0; i < crew->n; i++)
		if (crew->children[i].deadline_nsec < first_nsec)
			first_nsec = crew->children[i].deadline_nsec;
	first_nsec = first_nsec > at_nsec ? first_nsec - at_nsec : 0;
	timeout.tv_sec = (time_t)(first_nsec / NSEC_PER_SEC);
	timeout.tv_nsec = (long)(first_nsec % NSEC_PER_SEC);
	if (ppoll(crew->pipes, crew->n, &timeout, NULL) < 0 && errno != EINTR)
		return -errno;
	return 0;
}

static int attend_all(struct crew *crew)
{
	uint64_t at_nsec;
	size_t i;
	int r;

	r = wait_for_news(crew);
	if (r < 0)
		return r;
	at_nsec = clock_nsec(CLOCK_MONOTONIC);
	/* Backwards: the last takes the place of one that is done. */
	for (i = crew->n; i-- > 0;) {
		r = attend(crew, i, at_nsec);
		if (r < 0)
			return r;
	}
	return 0;
}

int crew_run(struct itinerary *itinerary, crew_job *job)
{
	_cleanup_(cleanup_crew) struct crew crew = {.n_max = max_children()};
	size_t next = 0;
	int r;

	while (next < itinerary->n_visits || crew.n) {
		while (next < itinerary->n_visits && crew.n < crew.n_max) {
			struct visit *visit = &itinerary->visits[next++];

			r = start_child(&crew, itinerary, visit, job);
			if (r < 0) {
				visit->error = r;
				return r;
			}
		}
		r = attend_all(&crew);
		if (r < 0)
			return r;
	}
	return 0;
}
