// SPDX-License-Identifier: GPL-2.0-or-later
/* weave-ps's children and the pipe to their parent, with jobs that need no namespace. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include "weave-ps/crew.h"
#include "weave-ps/record.h"

#define N_VISITS       1000
#define LONG_NSEC      60000000000ULL
#define SHORT_NSEC     50000000ULL
#define WHILE_NSEC     1500000000ULL
#define MANY_ADDRESSES 5000 /* more records than a pipe holds */

static const unsigned char some_mac[ETH_ALEN] = {0xca, 0xfe, 0, 0, 0, 1};
static const struct interface some_interface = {.ifindex = 2, .name = "eth0"};

static struct itinerary *new_itinerary(size_t n_visits, uint64_t timeout_nsec)
{
	struct itinerary *itinerary = calloc(1, sizeof(*itinerary));
	size_t i;

	itinerary->visits = calloc(n_visits, sizeof(*itinerary->visits));
	itinerary->n_visits = n_visits;
	itinerary->timeout_nsec = timeout_nsec;
	for (i = 0; i < n_visits; i++)
		itinerary->visits[i].netnsid = (int)i;
	return itinerary;
}

static void cleanup_itinerary(struct itinerary **itinerary)
{
	size_t i;

	for (i = 0; i < (*itinerary)->n_visits; i++)
		interfaces_clear(&(*itinerary)->visits[i].interfaces);
	free((*itinerary)->visits);
	free(*itinerary);
}
#define _cleanup_itinerary_ _cleanup_(cleanup_itinerary)

static int count_descriptors(void)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(directory))
		n++;
	return n;
}

static void assert_no_children(void)
{
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(errno, ECHILD);
}

/* With a child for each visit, and with a few that visit many. */
static int run_each(struct itinerary *itinerary, crew_job *job)
{
	struct crew_plan plan = {.n_children = itinerary->n_visits, .n_at_once = 8, .job = job};

	return crew_run(itinerary, &plan);
}

static int run_three(struct itinerary *itinerary, crew_job *job)
{
	struct crew_plan plan = {.n_children = 3, .n_at_once = 3, .job = job};

	return crew_run(itinerary, &plan);
}

typedef int run_fn(struct itinerary *itinerary, crew_job *job);

static run_fn *const runs[] = {run_each, run_three};

#define N_RUNS (sizeof(runs) / sizeof(runs[0]))

static int find_number(struct crew_member *member, struct interfaces *interfaces)
{
	struct rtnl_address address = {.family = AF_INET, .ifindex = member->visit->netnsid};
	struct interface interface = {
		.ifindex = member->visit->netnsid, .peer = "veth", .operstate = 6};
	int r;

	snprintf(interface.name, sizeof(interface.name), "eth%d", member->visit->netnsid);
	memcpy(interface.mac, some_mac, sizeof(some_mac));
	r = interfaces_append(interfaces, &interface);
	return r < 0 ? r : interface_append_address(&interfaces->items[0], &address);
}

static int find_many(struct crew_member *member, struct interfaces *interfaces)
{
	struct rtnl_address address = {.family = AF_INET};
	int i, r;

	(void)member;
	r = interfaces_append(interfaces, &some_interface);
	for (i = 0; r == 0 && i < MANY_ADDRESSES; i++) {
		address.ifindex = i;
		r = interface_append_address(&interfaces->items[0], &address);
	}
	return r;
}

static int find_nothing(struct crew_member *member, struct interfaces *interfaces)
{
	(void)member;
	(void)interfaces;
	return 0;
}

static int fail_at_7(struct crew_member *member, struct interfaces *interfaces)
{
	return member->visit->netnsid == 7 ? -EPERM : find_number(member, interfaces);
}

static int hang(struct crew_member *member, struct interfaces *interfaces)
{
	(void)member;
	(void)interfaces;
	return pause();
}

static int stop(struct crew_member *member, struct interfaces *interfaces)
{
	(void)member;
	(void)interfaces;
	return raise(SIGSTOP);
}

static int hang_at_7(struct crew_member *member, struct interfaces *interfaces)
{
	return member->visit->netnsid == 7 ? hang(member, interfaces)
					   : find_number(member, interfaces);
}

static int take_a_while(struct crew_member *member, struct interfaces *interfaces)
{
	struct timespec a_while = {WHILE_NSEC / 1000000000, WHILE_NSEC % 1000000000};

	nanosleep(&a_while, NULL);
	return find_number(member, interfaces);
}

/* Each visit adds one to what it finds from the one before. */
static int remember(struct crew_member *member, struct interfaces *interfaces)
{
	member->memory = (char *)member->memory + 1;
	return (size_t)member->memory == (size_t)member->visit->netnsid / 3 + 1
		       ? find_number(member, interfaces)
		       : -EINVAL;
}

/* As a foreman and a child of its do, each of which has to be killed. */
static int hang_two_deep(struct crew_member *member, struct interfaces *interfaces)
{
	pid_t tgid = getpid();

	/* As fork(), but the kernel writes down whom it made. */
	if (syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, NULL, member->helper_tgid, NULL,
		    NULL) == 0 &&
	    (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != tgid))
		_exit(EXIT_FAILURE);
	return hang(member, interfaces);
}

/* Says so first, through the descriptor that the test put in the place of home. */
static int tell_and_hang(struct crew_member *member, struct interfaces *interfaces)
{
	if (write(member->itinerary->home_netns_fd, "!", 1) != 1)
		return -errno;
	return hang(member, interfaces);
}

static int die_at_7(struct crew_member *member, struct interfaces *interfaces)
{
	if (member->visit->netnsid == 7)
		raise(SIGKILL);
	return find_number(member, interfaces);
}

static int vanish_at_7(struct crew_member *member, struct interfaces *interfaces)
{
	if (member->visit->netnsid == 7)
		_exit(0);
	return find_number(member, interfaces);
}

static void assert_all_done(run_fn *run)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(N_VISITS, LONG_NSEC);
	int n_descriptors = count_descriptors();
	char name[IFNAMSIZ];
	size_t i;

	assert_int_equal(run(itinerary, find_number), 0);
	for (i = 0; i < N_VISITS; i++) {
		const struct visit *visit = &itinerary->visits[i];

		snprintf(name, sizeof(name), "eth%zu", i);
		assert_int_equal(visit->error, 0);
		assert_int_equal(visit->interfaces.n, 1);
		assert_string_equal(visit->interfaces.items[0].name, name);
		assert_memory_equal(visit->interfaces.items[0].mac, some_mac, ETH_ALEN);
		assert_string_equal(visit->interfaces.items[0].peer, "veth");
		assert_int_equal(visit->interfaces.items[0].ifindex, i);
		assert_int_equal(visit->interfaces.items[0].operstate, 6);
		assert_int_equal(visit->interfaces.items[0].n_addresses, 1);
		assert_int_equal(visit->interfaces.items[0].addresses[0].ifindex, i);
	}
	assert_no_children();
	assert_int_equal(count_descriptors(), n_descriptors);
}

static void all_are_done_and_nothing_stays(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < N_RUNS; i++)
		assert_all_done(runs[i]);
}

static void no_visits_are_no_work(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(0, LONG_NSEC);

	(void)state;
	assert_int_equal(run_each(itinerary, fail_at_7), 0);
}

static void nothing_found_is_an_answer(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(3, LONG_NSEC);

	(void)state;
	assert_int_equal(run_each(itinerary, find_nothing), 0);
	assert_int_equal(itinerary->visits[2].interfaces.n, 0);
}

static void a_report_may_be_longer_than_a_pipe(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(2, LONG_NSEC);
	const struct interface *interface;
	int i;

	(void)state;
	assert_int_equal(run_each(itinerary, find_many), 0);
	interface = &itinerary->visits[1].interfaces.items[0];
	assert_int_equal(interface->n_addresses, MANY_ADDRESSES);
	for (i = 0; i < MANY_ADDRESSES; i++)
		assert_int_equal(interface->addresses[i].ifindex, i);
}

static void assert_one_failure_of(run_fn *run, crew_job *job, uint64_t timeout_nsec, int error,
				  bool at_7)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(40, timeout_nsec);
	int n_descriptors = count_descriptors();
	size_t i, n_failed = 0;

	assert_int_equal(run(itinerary, job), error);
	for (i = 0; i < itinerary->n_visits; i++)
		n_failed += itinerary->visits[i].error == error;
	assert_int_equal(n_failed, 1);
	if (at_7)
		assert_int_equal(itinerary->visits[7].error, error);
	assert_no_children();
	assert_int_equal(count_descriptors(), n_descriptors);
}

static void assert_one_failure(crew_job *job, uint64_t timeout_nsec, int error, bool at_7)
{
	size_t i;

	for (i = 0; i < N_RUNS; i++)
		assert_one_failure_of(runs[i], job, timeout_nsec, error, at_7);
}

static void one_failure_fails_all(void **state)
{
	(void)state;
	assert_one_failure(fail_at_7, LONG_NSEC, -EPERM, true);
}

static void a_child_that_hangs_is_killed(void **state)
{
	(void)state;
	assert_one_failure(hang, SHORT_NSEC, -ETIMEDOUT, false);
	assert_one_failure(stop, SHORT_NSEC, -ETIMEDOUT, false);
	assert_one_failure(hang_at_7, WHILE_NSEC, -ETIMEDOUT, true);
}

static void a_child_that_died_is_noticed(void **state)
{
	(void)state;
	assert_one_failure(die_at_7, LONG_NSEC, -EIO, true);
	assert_one_failure(vanish_at_7, LONG_NSEC, -EIO, true);
}

/* All together may take longer. */
static void the_deadline_is_that_of_one_visit(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(12, 3 * WHILE_NSEC);

	(void)state;
	assert_int_equal(run_three(itinerary, take_a_while), 0);
}

/* They hold the pipe's other end: it is closed when the last of them is gone. */
static void what_children_started_is_gone_too(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(3, SHORT_NSEC);
	struct pollfd pipe_end = {.events = POLLIN};
	int pipe_fds[2];

	(void)state;
	assert_return_code(pipe(pipe_fds), errno);
	assert_int_equal(run_three(itinerary, hang_two_deep), -ETIMEDOUT);
	close(pipe_fds[1]);
	pipe_end.fd = pipe_fds[0];
	assert_int_equal(poll(&pipe_end, 1, 0), 1);
	assert_no_children();
	close(pipe_fds[0]);
}

/* A shell that has started something can become weave-ps. */
static void children_of_before_are_not_waited_for(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(3, SHORT_NSEC);
	pid_t tgid = fork();

	(void)state;
	if (tgid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	assert_int_equal(run_three(itinerary, hang_two_deep), -ETIMEDOUT);
	assert_int_equal(waitpid(tgid, NULL, WNOHANG), 0);
	kill(tgid, SIGKILL);
	assert_int_equal(waitpid(tgid, NULL, 0), tgid);
	assert_no_children();
}

static void a_child_has_a_memory(void **state)
{
	_cleanup_itinerary_ struct itinerary *itinerary = new_itinerary(40, LONG_NSEC);

	(void)state;
	assert_int_equal(run_three(itinerary, remember), 0);
}

/* They hold the pipe's other end: it is closed when the last of them is gone. */
static void children_die_with_their_parent(void **state)
{
	struct pollfd pipe_end = {.events = POLLIN};
	int pipe_fds[2];
	char bytes[8];
	pid_t tgid;

	(void)state;
	assert_return_code(pipe(pipe_fds), errno);
	tgid = fork();
	if (tgid == 0) {
		struct itinerary *itinerary = new_itinerary(4, LONG_NSEC);

		itinerary->home_netns_fd = pipe_fds[1];
		_exit(run_each(itinerary, tell_and_hang) == 0);
	}
	close(pipe_fds[1]);
	assert_int_equal(read(pipe_fds[0], bytes, 1), 1);
	kill(tgid, SIGKILL);
	assert_int_equal(waitpid(tgid, NULL, 0), tgid);
	pipe_end.fd = pipe_fds[0];
	do
		assert_int_equal(poll(&pipe_end, 1, 10000), 1);
	while (read(pipe_fds[0], bytes, sizeof(bytes)) > 0);
	close(pipe_fds[0]);
}

static void senseless_records_are_refused(void **state)
{
	struct record unknown = {.kind = 4711};
	struct record nameless = {.kind = RECORD_INTERFACE};
	struct record peerless = {.kind = RECORD_INTERFACE};
	struct record address = {.kind = RECORD_ADDRESS, .address.family = AF_INET};
	struct record ipv6 = {.kind = RECORD_ADDRESS, .address.family = AF_INET6};
	struct record ipx = {.kind = RECORD_ADDRESS, .address.family = AF_IPX};
	struct record positive = {.kind = RECORD_END, .error = EPERM};
	_cleanup_interfaces_ struct interfaces interfaces = {0};

	(void)state;
	memset(nameless.interface.name, 'x', sizeof(nameless.interface.name));
	memset(peerless.interface.peer, 'x', sizeof(peerless.interface.peer));
	assert_int_equal(record_take(&unknown, &interfaces), -EBADMSG);
	assert_int_equal(record_take(&nameless, &interfaces), -EBADMSG);
	assert_int_equal(record_take(&peerless, &interfaces), -EBADMSG);
	assert_int_equal(record_take(&address, &interfaces), -EBADMSG); /* of no interface */
	assert_int_equal(record_take(&positive, &interfaces), -EBADMSG);
	assert_int_equal(interfaces.n, 0);
	assert_int_equal(interfaces_append(&interfaces, &some_interface), 0);
	assert_int_equal(record_take(&ipx, &interfaces), -EBADMSG);
	assert_int_equal(record_take(&address, &interfaces), 1);
	assert_int_equal(record_take(&ipv6, &interfaces), 1);
}

static void a_closed_pipe_is_an_error(void **state)
{
	struct record_writer writer = {.fd = -1};
	struct interfaces none = {0};

	(void)state;
	assert_int_equal(record_write(&writer, &none, 0), 0);
	assert_int_equal(record_flush(&writer), -EBADF);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_done_and_nothing_stays),
		cmocka_unit_test(no_visits_are_no_work),
		cmocka_unit_test(nothing_found_is_an_answer),
		cmocka_unit_test(a_report_may_be_longer_than_a_pipe),
		cmocka_unit_test(one_failure_fails_all),
		cmocka_unit_test(a_child_that_hangs_is_killed),
		cmocka_unit_test(a_child_that_died_is_noticed),
		cmocka_unit_test(the_deadline_is_that_of_one_visit),
		cmocka_unit_test(what_children_started_is_gone_too),
		cmocka_unit_test(children_of_before_are_not_waited_for),
		cmocka_unit_test(a_child_has_a_memory),
		cmocka_unit_test(children_die_with_their_parent),
		cmocka_unit_test(senseless_records_are_refused),
		cmocka_unit_test(a_closed_pipe_is_an_error),
	};

	alarm(60); /* a wait without an end is a failure too */
	return cmocka_run_group_tests_name("weave-ps crew", tests, NULL, NULL);
}
