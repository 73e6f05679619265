// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The parent's loop: start children, read their records as they come, kill the late, reap all. It
 * knows processes, pipes and time, but not what a child does. On any error the rest of the crew is
 * killed: half an answer is none.
 *
 * A child does not wake its parent after each visit, but when it has a page of records; so which
 * visit it is at, and since when, stands in memory that they share.
 */
#include "weave-ps/crew.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include "lib/clock.h"
#include "weave-ps/record.h"

/* Written by a child, read by the parent. */
struct progress {
	atomic_size_t visit; /* index of the one it is at */
	atomic_uint_fast64_t begin_nsec;
	pid_t helper_tgid; /* read when the child is gone */
};

struct child {
	pid_t tgid;
	struct progress *progress;
	size_t visit; /* index of the one its next records are about */
	struct record records[RECORDS_AT_ONCE];
	size_t n_bytes; /* of records, what is there */
};

struct crew {
	struct itinerary *itinerary;
	const struct crew_plan *plan;
	struct progress *progress; /* of each child, the ended ones too */
	struct child *children;
	struct pollfd *pipes; /* of the child with the same index */
	size_t n;
};

size_t crew_n_cpus(void)
{
	cpu_set_t cpus;

	/* It fails where there are more of them than fit into the set. */
	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		return (size_t)CPU_COUNT(&cpus);
	return (size_t)sysconf(_SC_NPROCESSORS_ONLN);
}

struct crew_plan crew_of_cpus(const struct itinerary *itinerary, crew_job *job)
{
	size_t n_cpus = crew_n_cpus();
	size_t n = itinerary->n_visits < n_cpus ? itinerary->n_visits : n_cpus;

	return (struct crew_plan){.n_children = n, .n_at_once = n, .job = job};
}

static void begin_visit(struct progress *progress, size_t visit)
{
	atomic_store(&progress->visit, visit);
	atomic_store(&progress->begin_nsec, clock_nsec(CLOCK_MONOTONIC));
}

static int do_visits(struct crew *crew, size_t first, int pipe_fd)
{
	const struct itinerary *itinerary = crew->itinerary;
	struct crew_member member = {.itinerary = itinerary,
				     .pipe_fd = pipe_fd,
				     .helper_tgid = &crew->progress[first].helper_tgid};
	struct record_writer writer = {.fd = pipe_fd};
	size_t i;
	int r = 0;

	for (i = first; r == 0 && i < itinerary->n_visits; i += crew->plan->n_children) {
		_cleanup_interfaces_ struct interfaces interfaces = {0};

		member.visit = &itinerary->visits[i];
		begin_visit(&crew->progress[first], i);
		r = crew->plan->job(&member, &interfaces);
		if (record_write(&writer, &interfaces, r) < 0)
			return -EIO;
	}
	return record_flush(&writer);
}

static _Noreturn void child_main(struct crew *crew, size_t first, int pipe_fd, pid_t parent_tgid)
{
	/* Not to outlive a parent that is killed, not even one that was killed before this line. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent_tgid)
		_exit(EXIT_FAILURE);
	_exit(do_visits(crew, first, pipe_fd) < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int start_child(struct crew *crew, size_t first)
{
	struct child *child = &crew->children[crew->n];
	pid_t parent_tgid = getpid();
	int pipe_fds[2];

	if (pipe2(pipe_fds, O_CLOEXEC) < 0)
		return -errno;
	*child = (struct child){.progress = &crew->progress[first], .visit = first};
	begin_visit(child->progress, first);
	child->tgid = fork();
	if (child->tgid == 0)
		child_main(crew, first, pipe_fds[1], parent_tgid);
	safe_close(pipe_fds[1]);
	if (child->tgid < 0) {
		safe_close(pipe_fds[0]);
		return -errno;
	}
	crew->pipes[crew->n++] = (struct pollfd){.fd = pipe_fds[0], .events = POLLIN};
	return 0;
}

static void wait_for(pid_t tgid)
{
	while (waitpid(tgid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* Takes the child with this index out of the crew. If it was killed, it could not wait for its
 * helper, which is ours now. Nobody else is waited for: we may have been started with children. */
static void reap(struct crew *crew, size_t i)
{
	const struct progress *progress = crew->children[i].progress;

	wait_for(crew->children[i].tgid);
	if (progress->helper_tgid)
		wait_for(progress->helper_tgid);
	safe_close(crew->pipes[i].fd);
	crew->n--;
	crew->children[i] = crew->children[crew->n];
	crew->pipes[i] = crew->pipes[crew->n];
}

static int take_records(const struct crew *crew, struct child *child)
{
	struct itinerary *itinerary = crew->itinerary;
	size_t i, n = child->n_bytes / sizeof(*child->records);
	int r = 1;

	for (i = 0; r >= 0 && i < n; i++) {
		if (child->visit >= itinerary->n_visits)
			return -EBADMSG;
		r = record_take(&child->records[i], &itinerary->visits[child->visit].interfaces);
		if (r == 0) /* that was the last of this visit */
			child->visit += crew->plan->n_children;
	}
	child->n_bytes -= n * sizeof(*child->records);
	memmove(child->records, &child->records[n], child->n_bytes);
	return r < 0 ? r : 1;
}

/* Reads what is there: 1 to go on, 0 at the end of the pipe, or an error. */
static int read_records(const struct crew *crew, struct child *child, int pipe_fd)
{
	ssize_t n_bytes = read(pipe_fd, (char *)child->records + child->n_bytes,
			       sizeof(child->records) - child->n_bytes);

	if (n_bytes < 0)
		return errno == EINTR ? 1 : -errno;
	if (n_bytes == 0)
		return child->visit < crew->itinerary->n_visits ? -EIO : 0;
	child->n_bytes += (size_t)n_bytes;
	return take_records(crew, child);
}

static uint64_t deadline_of(const struct crew *crew, const struct child *child)
{
	return atomic_load(&child->progress->begin_nsec) + crew->itinerary->timeout_nsec;
}

/* The visit that a child failed at: that of its record, or else where it has got to. */
static struct visit *failed_visit(const struct crew *crew, const struct child *child, int error)
{
	size_t visit = child->visit;

	if (error == -EIO || error == -ETIMEDOUT)
		visit = atomic_load(&child->progress->visit);
	return visit < crew->itinerary->n_visits ? &crew->itinerary->visits[visit] : NULL;
}

/* Hears the child with this index, or finds it late: 1 when it stays, 0 when it is done. */
static int attend(struct crew *crew, size_t i, uint64_t at_nsec)
{
	struct child *child = &crew->children[i];
	struct visit *visit;
	int r = 1;

	if (crew->pipes[i].revents)
		r = read_records(crew, child, crew->pipes[i].fd);
	else if (at_nsec >= deadline_of(crew, child))
		r = -ETIMEDOUT;
	if (r == 0)
		reap(crew, i);
	visit = r < 0 ? failed_visit(crew, child, r) : NULL;
	if (visit)
		visit->error = r;
	return r;
}

static int wait_for_news(struct crew *crew)
{
	uint64_t first_nsec = UINT64_MAX, at_nsec = clock_nsec(CLOCK_MONOTONIC);
	struct timespec timeout;
	size_t i;

	for (i = 0; i < crew->n; i++)
		if (deadline_of(crew, &crew->children[i]) < first_nsec)
			first_nsec = deadline_of(crew, &crew->children[i]);
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

static int start_children(struct crew *crew, size_t *next)
{
	int r;

	while (*next < crew->plan->n_children && crew->n < crew->plan->n_at_once) {
		r = start_child(crew, *next);
		if (r < 0) {
			crew->itinerary->visits[*next].error = r;
			return r;
		}
		++*next;
	}
	return 0;
}

static size_t progress_bytes(const struct crew *crew)
{
	return crew->plan->n_children * sizeof(*crew->progress);
}

/* A child's helper becomes ours when its own parent ends before it. */
static int prepare(struct crew *crew)
{
	void *shared = mmap(NULL, progress_bytes(crew), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		return -errno;
	crew->progress = shared;
	crew->children = calloc(crew->plan->n_at_once, sizeof(*crew->children));
	crew->pipes = calloc(crew->plan->n_at_once, sizeof(*crew->pipes));
	if (!crew->children || !crew->pipes)
		return -ENOMEM;
	return prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 ? -errno : 0;
}

static void cleanup_crew(struct crew *crew)
{
	size_t i;

	for (i = 0; i < crew->n; i++)
		kill(crew->children[i].tgid, SIGKILL);
	while (crew->n)
		reap(crew, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	if (crew->progress)
		munmap(crew->progress, progress_bytes(crew));
	free(crew->children);
	free(crew->pipes);
}

int crew_run(struct itinerary *itinerary, const struct crew_plan *plan)
{
	_cleanup_(cleanup_crew) struct crew crew = {.itinerary = itinerary, .plan = plan};
	size_t next = 0;
	int r;

	if (!plan->n_children)
		return 0;
	r = prepare(&crew);
	while (r == 0 && (next < plan->n_children || crew.n)) {
		r = start_children(&crew, &next);
		if (r == 0)
			r = attend_all(&crew);
	}
	return r;
}
