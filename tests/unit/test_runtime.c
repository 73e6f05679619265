// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The runtime by itself, without privileges: what a task may rely on, and who clones threads. Tasks
 * only note what they see; assertions come when rt_run() has returned, as a failing one jumps. A
 * runtime that loses a task hangs, and the alarm ends the test.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include "runtime/runtime.h"

#define TIME_LIMIT_SEC 60
#define N_TASKS	       500
#define N_ITEMS	       1000

static void run(struct rt_config config, rt_task_fn *fn, void *arg)
{
	alarm(TIME_LIMIT_SEC);
	assert_int_equal(rt_run(&config, fn, arg), 0);
	alarm(0);
}

static struct rt_config one_proc(enum rt_version version)
{
	return (struct rt_config){.version = version, .n_procs = 1};
}

static void must(bool condition)
{
	if (!condition)
		abort();
}

struct pipe_ends {
	int read_fd, write_fd;
};

static struct pipe_ends new_pipe(void)
{
	int fds[2];

	must(pipe(fds) == 0);
	return (struct pipe_ends){fds[0], fds[1]};
}

static void close_pipe(struct pipe_ends ends)
{
	close(ends.read_fd);
	close(ends.write_fd);
}

static void unblock(struct pipe_ends ends)
{
	must(write(ends.write_fd, "", 1) == 1);
}

static void block_in_read(struct rt_task *self, struct pipe_ends ends)
{
	char byte;

	rt_syscall_enter(self);
	must(read(ends.read_fd, &byte, 1) == 1);
	rt_syscall_exit(self);
}

static void do_a_little_of_all(struct rt_task *self, void *arg)
{
	atomic_uint *n_done = arg;

	rt_yield(self);
	rt_syscall_enter(self);
	rt_syscall_exit(self);
	rt_lock_thread(self);
	rt_yield(self);
	rt_unlock_thread(self);
	(*n_done)++;
}

static void start_many(struct rt_task *self, void *arg)
{
	for (int i = 0; i < N_TASKS; i++)
		must(rt_go(self, do_a_little_of_all, arg) == 0);
}

static void all_tasks_end(void **state)
{
	(void)state;
	for (unsigned int n_procs = 1; n_procs <= 4; n_procs++) {
		for (int version = RT_GO_1_9; version <= RT_GO_1_10; version++) {
			atomic_uint n_done = 0;

			run((struct rt_config){.version = version, .n_procs = n_procs}, start_many,
			    &n_done);
			assert_int_equal(n_done, N_TASKS);
		}
	}
}

struct stream {
	unsigned int capacity;
	struct rt_channel *channel;
	uintptr_t n_in_order;
};

static void send_numbers(struct rt_task *self, void *arg)
{
	struct stream *stream = arg;

	for (uintptr_t i = 0; i < N_ITEMS; i++)
		rt_channel_send(self, stream->channel, (void *)i);
}

static void receive_numbers(struct rt_task *self, void *arg)
{
	struct stream *stream = arg;

	must(rt_channel_new(self, stream->capacity, &stream->channel) == 0);
	must(rt_go(self, send_numbers, stream) == 0);
	for (uintptr_t i = 0; i < N_ITEMS; i++)
		if (rt_channel_receive(self, stream->channel) == (void *)i)
			stream->n_in_order++;
	rt_channel_free(stream->channel);
}

static void channel_keeps_order_and_wakes(void **state)
{
	(void)state;
	for (unsigned int n_procs = 1; n_procs <= 2; n_procs++) {
		for (unsigned int capacity = 1; capacity <= 3; capacity++) {
			struct stream stream = {.capacity = capacity};

			run((struct rt_config){.n_procs = n_procs}, receive_numbers, &stream);
			assert_int_equal(stream.n_in_order, N_ITEMS);
		}
	}
}

struct reader {
	struct pipe_ends ends;
	atomic_uint *n_blocked;
	atomic_uint *n_done;
};

static void read_once(struct rt_task *self, void *arg)
{
	struct reader *reader = arg;

	(*reader->n_blocked)++;
	block_in_read(self, reader->ends);
	(*reader->n_done)++;
}

/* With one proc, this comes past the loop only when both readers have given it away. */
static void unblock_two_readers(struct rt_task *self, void *arg)
{
	atomic_uint n_blocked = 0;
	struct reader readers[2];

	for (int i = 0; i < 2; i++) {
		readers[i] = (struct reader){new_pipe(), &n_blocked, arg};
		must(rt_go(self, read_once, &readers[i]) == 0);
	}
	while (n_blocked < 2)
		rt_yield(self);
	for (int i = 0; i < 2; i++)
		unblock(readers[i].ends);
	while (*(atomic_uint *)arg < 2)
		rt_yield(self);
	for (int i = 0; i < 2; i++)
		close_pipe(readers[i].ends);
}

static void syscalls_give_the_proc_away(void **state)
{
	atomic_uint n_done = 0;

	(void)state;
	run(one_proc(RT_GO_1_9), unblock_two_readers, &n_done);
	assert_int_equal(n_done, 2);
}

struct traveller {
	unsigned int n_locks, n_unlocks;
	struct pipe_ends ends;
	pid_t tid_before, tid_after;
	atomic_bool back;
};

static void travel(struct rt_task *self, void *arg)
{
	struct traveller *traveller = arg;

	for (unsigned int i = 0; i < traveller->n_locks; i++)
		rt_lock_thread(self);
	for (unsigned int i = 0; i < traveller->n_unlocks; i++)
		rt_unlock_thread(self);
	traveller->tid_before = gettid();
	block_in_read(self, traveller->ends);
	traveller->tid_after = gettid();
	traveller->back = true;
}

/* Never without the one proc but in rt_yield(): a traveller that comes back from the kernel finds
 * none, waits in the run queue, and is taken from it by the thread that this task is on. */
static void tempt(struct rt_task *self, void *arg)
{
	struct traveller *traveller = arg;

	traveller->ends = new_pipe();
	must(rt_go(self, travel, traveller) == 0);
	rt_yield(self);
	unblock(traveller->ends);
	while (!traveller->back)
		rt_yield(self);
	close_pipe(traveller->ends);
}

static bool stays_on_thread(enum rt_version version, unsigned int n_locks, unsigned int n_unlocks)
{
	struct traveller traveller = {.n_locks = n_locks, .n_unlocks = n_unlocks};

	run(one_proc(version), tempt, &traveller);
	return traveller.tid_before == traveller.tid_after;
}

static void lock_keeps_a_task_on_its_thread(void **state)
{
	(void)state;
	assert_false(stays_on_thread(RT_GO_1_9, 0, 0));
	assert_true(stays_on_thread(RT_GO_1_9, 1, 0));
	assert_false(stays_on_thread(RT_GO_1_9, 1, 1));
	assert_false(stays_on_thread(RT_GO_1_10, 0, 0));
	assert_true(stays_on_thread(RT_GO_1_10, 1, 0));
	assert_false(stays_on_thread(RT_GO_1_10, 1, 1));
}

static void only_go_1_10_counts_locks(void **state)
{
	(void)state;
	assert_false(stays_on_thread(RT_GO_1_9, 2, 1));
	assert_true(stays_on_thread(RT_GO_1_10, 2, 1));
	assert_false(stays_on_thread(RT_GO_1_10, 2, 2));
	assert_false(stays_on_thread(RT_GO_1_10, 1, 2));
}

struct birth {
	bool locked;
	struct pipe_ends ends;
	pid_t starter_tid, template_tid;
	struct rt_thread_ids child;
};

static void note_birth(struct rt_task *self, void *arg)
{
	struct birth *birth = arg;

	birth->child = rt_thread_ids(self);
	unblock(birth->ends);
}

/* The only thread blocks: the task can only run on a new one. */
static void need_a_thread(struct rt_task *self, void *arg)
{
	struct birth *birth = arg;

	birth->ends = new_pipe();
	if (birth->locked)
		rt_lock_thread(self);
	birth->starter_tid = gettid();
	must(rt_go(self, note_birth, birth) == 0);
	block_in_read(self, birth->ends);
	birth->template_tid = rt_template_tid(self);
	close_pipe(birth->ends);
}

static struct birth give_birth(enum rt_version version, bool locked)
{
	struct birth birth = {.locked = locked};

	run(one_proc(version), need_a_thread, &birth);
	assert_int_not_equal(birth.child.tid, birth.starter_tid);
	return birth;
}

static void go_1_9_clones_from_the_locked_thread(void **state)
{
	struct birth birth = give_birth(RT_GO_1_9, true);

	(void)state;
	assert_int_equal(birth.child.creator_tid, birth.starter_tid);
	assert_int_equal(birth.template_tid, 0);
}

static void go_1_10_clones_from_the_template(void **state)
{
	struct birth birth = give_birth(RT_GO_1_10, true);

	(void)state;
	assert_int_not_equal(birth.template_tid, 0);
	assert_int_not_equal(birth.template_tid, birth.starter_tid);
	assert_int_equal(birth.child.creator_tid, birth.template_tid);
	birth = give_birth(RT_GO_1_10, false);
	assert_int_equal(birth.child.creator_tid, birth.starter_tid);
}

struct ending {
	unsigned int n_locks, n_unlocks;
	struct pipe_ends ends;
	pid_t tid, seen_tid;
};

static void end_on_thread(struct rt_task *self, void *arg)
{
	struct ending *ending = arg;

	for (unsigned int i = 0; i < ending->n_locks; i++)
		rt_lock_thread(self);
	for (unsigned int i = 0; i < ending->n_unlocks; i++)
		rt_unlock_thread(self);
	ending->tid = gettid();
	unblock(ending->ends);
}

static void see_thread(struct rt_task *self, void *arg)
{
	struct ending *ending = arg;

	(void)self;
	ending->seen_tid = gettid();
	unblock(ending->ends);
}

/* This task keeps the first thread busy, which can't end; the others go elsewhere. */
static void end_elsewhere(struct rt_task *self, struct ending *ending)
{
	ending->ends = new_pipe();
	rt_lock_thread(self);
	must(rt_go(self, end_on_thread, ending) == 0);
	block_in_read(self, ending->ends);
}

static void see_thread_end(struct rt_task *self, void *arg)
{
	struct ending *ending = arg;

	end_elsewhere(self, ending);
	while (syscall(SYS_tgkill, getpid(), ending->tid, 0) == 0)
		rt_yield(self);
	close_pipe(ending->ends);
}

static void see_thread_reused(struct rt_task *self, void *arg)
{
	struct ending *ending = arg;

	end_elsewhere(self, ending);
	do {
		must(rt_go(self, see_thread, ending) == 0);
		block_in_read(self, ending->ends);
	} while (ending->seen_tid != ending->tid);
	close_pipe(ending->ends);
}

/* The waiting for either is the test. */
static void thread_of_a_locked_task_ends_with_it_in_go_1_10(void **state)
{
	struct ending locked = {.n_locks = 1}, locked_twice = {.n_locks = 2, .n_unlocks = 1},
		      unlocked = {.n_locks = 1, .n_unlocks = 2};

	(void)state;
	run(one_proc(RT_GO_1_10), see_thread_end, &locked);
	run(one_proc(RT_GO_1_10), see_thread_end, &locked_twice);
	run(one_proc(RT_GO_1_10), see_thread_reused, &unlocked);
	run(one_proc(RT_GO_1_9), see_thread_reused, &locked);
}

static void lock_and_end(struct rt_task *self, void *arg)
{
	atomic_uint *n_done = arg;

	rt_lock_thread(self);
	(*n_done)++;
}

static void many_end_locked(struct rt_task *self, void *arg)
{
	for (int i = 0; i < N_TASKS; i++)
		must(rt_go(self, lock_and_end, arg) == 0);
	rt_lock_thread(self);
}

static void all_may_end_locked(void **state)
{
	(void)state;
	for (int version = RT_GO_1_9; version <= RT_GO_1_10; version++) {
		atomic_uint n_done = 0;

		run((struct rt_config){.version = version}, many_end_locked, &n_done);
		assert_int_equal(n_done, N_TASKS);
	}
}

struct fate {
	pid_t locked_tid, template_tid;
	struct rt_thread_ids end;
};

/* One syscall while locked; then the one proc is never given away, so nobody else can take this
 * task from the run queue and move it. */
static void meet_fate(struct rt_task *self, void *arg)
{
	struct fate *fate = arg;

	rt_lock_thread(self);
	fate->locked_tid = gettid();
	rt_syscall_enter(self);
	rt_syscall_exit(self);
	rt_unlock_thread(self);
	while (gettid() == fate->locked_tid)
		rt_yield(self);
	fate->end = rt_thread_ids(self);
	fate->template_tid = rt_template_tid(self);
}

static void forced_schedule_moves_the_main_task_to_the_new_thread(void **state)
{
	struct rt_config config = one_proc(RT_GO_1_9);
	struct fate fate = {0};

	(void)state;
	config.schedule = RT_FORCED;
	run(config, meet_fate, &fate);
	assert_int_equal(fate.end.creator_tid, fate.locked_tid);
	config.version = RT_GO_1_10;
	run(config, meet_fate, &fate);
	assert_int_equal(fate.end.creator_tid, fate.template_tid);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_tasks_end),
		cmocka_unit_test(channel_keeps_order_and_wakes),
		cmocka_unit_test(syscalls_give_the_proc_away),
		cmocka_unit_test(lock_keeps_a_task_on_its_thread),
		cmocka_unit_test(only_go_1_10_counts_locks),
		cmocka_unit_test(go_1_9_clones_from_the_locked_thread),
		cmocka_unit_test(go_1_10_clones_from_the_template),
		cmocka_unit_test(thread_of_a_locked_task_ends_with_it_in_go_1_10),
		cmocka_unit_test(all_may_end_locked),
		cmocka_unit_test(forced_schedule_moves_the_main_task_to_the_new_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
