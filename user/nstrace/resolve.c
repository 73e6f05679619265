// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files that are read here belong to the traced programs. One that is cut short while it is
 * mapped kills its reader, one that was made for it may do worse, and the tables of a large one
 * take more memory than all else. So a child reads them: without privileges, with little time, and
 * what it needed is gone when it ends.
 */
#include "nstrace/resolve.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "nstrace/stack_trim.h"
#include "nstrace/symbols.h"
#include "nstrace/unwind.h"

#define SECONDS_MAX 2
#define MEMORY_MAX  ((rlim_t)2 << 30) /* of addresses: mostly files, mapped as a whole */
#define NOBODY	    65534

/* What is refused here was not ours to give up. */
static void give_up_privileges(void)
{
	const struct rlimit cpu_seconds = {SECONDS_MAX, SECONDS_MAX};
	const struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};

	(void)!setresgid(NOBODY, NOBODY, NOBODY);
	(void)!setresuid(NOBODY, NOBODY, NOBODY);
	setrlimit(RLIMIT_CPU, &cpu_seconds);
	setrlimit(RLIMIT_AS, &memory);
	prctl(PR_SET_NAME, "nstrace-resolve");
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* The names of libc's functions are mostly in debugging files, and mostly left out. */
static void find_frames(Dwfl *dwfl, const struct nstrace_stack *raw, struct stack *ret)
{
	struct stack_frame frames[UNWIND_MAX];
	struct unwound unwound;

	unwind(dwfl, raw, &unwound);
	for (size_t i = 0; i < unwound.n; i++) {
		symbols_place(dwfl, unwound.addresses[i], &frames[i]);
		if (!stack_trim_is_libc(&frames[i]))
			symbols_name(dwfl, &frames[i]);
	}
	stack_trim(frames, unwound.n, ret);
	for (size_t i = 0; i < ret->n; i++) {
		symbols_name(dwfl, &ret->frames[i]);
		symbols_source(dwfl, &ret->frames[i]);
	}
}

static void resolve(const struct nstrace_stack *raw, const struct image *image, struct stack *ret)
{
	_cleanup_(symbols_close) Dwfl *dwfl = symbols_open(image);

	ret->call = unwind_call_name(raw);
	if (dwfl)
		find_frames(dwfl, raw, ret);
	if (image)
		runtime_detect(image, &ret->runtime);
}

/* Pointers to constants in what the child writes are good here: it is a copy of us. */
static int read_all(int fd, void *out, size_t n_bytes)
{
	for (size_t done = 0; done < n_bytes;) {
		ssize_t n = read(fd, (char *)out + done, n_bytes - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		done += (size_t)n;
	}
	return 0;
}

static void work(const struct nstrace_stack *raw, const struct image *image, int result_fd)
{
	struct stack stack = {};

	give_up_privileges();
	resolve(raw, image, &stack);
	_exit(write(result_fd, &stack, sizeof(stack)) != sizeof(stack));
}

int resolve_start(const struct nstrace_stack *raw, const struct image *image, struct resolver *ret)
{
	int fds[2], r;
	pid_t child;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	child = fork();
	r = -errno;
	if (!child)
		work(raw, image, fds[1]);
	safe_close(fds[1]);
	if (child < 0) {
		safe_close(fds[0]);
		return r;
	}
	*ret = (struct resolver){.child = child, .result_fd = fds[0]};
	return 0;
}

static void reap(struct resolver *resolver)
{
	safe_close(resolver->result_fd);
	while (waitpid(resolver->child, NULL, 0) < 0 && errno == EINTR)
		;
	*resolver = (struct resolver){};
}

bool resolve_is_done(const struct resolver *resolver)
{
	struct pollfd result = {.fd = resolver->result_fd, .events = POLLIN};

	return poll(&result, 1, 0) > 0;
}

int resolve_finish(struct resolver *resolver, struct stack *ret)
{
	int r = read_all(resolver->result_fd, ret, sizeof(*ret));

	reap(resolver);
	return r;
}

void resolve_abandon(struct resolver *resolver)
{
	if (!resolver->child)
		return;
	kill(resolver->child, SIGKILL);
	reap(resolver);
}
