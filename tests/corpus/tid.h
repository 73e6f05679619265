/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For programs that need the same thread id twice. */
#pragma once

struct named_thread {
	struct named_state *state;
	pthread_t thread;
	pid_t tid;
};

struct named_state {
	void (*run)(void);
	pid_t tid;
	sem_t is_born, may_run;
};

static inline void *run_named(void *argument)
{
	struct named_state *state = argument;

	state->tid = gettid();
	post(&state->is_born);
	await(&state->may_run);
	if (state->run)
		state->run();
	return NULL;
}

/* The kernel counts on from the id that was given last. */
static inline void ask_for_tid(pid_t tid)
{
	int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "%d", (int)tid - 1) < 0)
		err(1, "ns_last_pid");
	close(fd);
}

/* It has run, and has ended. */
static inline void end(struct named_thread thread)
{
	post(&thread.state->may_run);
	join(thread.thread);
	await_end(thread.tid);
	free(thread.state);
}

static inline struct named_thread start_named(void)
{
	struct named_thread thread = {.state = calloc(1, sizeof(*thread.state))};

	if (!thread.state || sem_init(&thread.state->is_born, 0, 0) ||
	    sem_init(&thread.state->may_run, 0, 0))
		err(1, "sem_init");
	thread.thread = start(run_named, thread.state);
	await(&thread.state->is_born);
	thread.tid = thread.state->tid;
	return thread;
}

/* A thread with this id (0: any) that waits for end() to let it run. Somebody else on the machine
 * may get the id first: then it is asked for again. */
static inline struct named_thread start_with_tid(pid_t tid, void (*run)(void))
{
	for (int i = 0; i < 1000; i++) {
		struct named_thread thread;

		if (tid)
			ask_for_tid(tid);
		thread = start_named();
		thread.state->run = run;
		if (!tid || thread.tid == tid)
			return thread;
		thread.state->run = NULL;
		end(thread);
	}
	errx(1, "thread id %d did not come back", (int)tid);
}
