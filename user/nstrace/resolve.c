// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files that are read here belong to the traced programs. One that is cut short while it is
 * mapped kills its reader, one that was made for it may do worse, and the tables of a large one
 * take more memory than all else. So a child reads them: without privileges, with little time, and
 * what it needed is gone when it ends.
 */
#include "nstrace/resolve.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "nstrace/stack_trim.h"
#include "nstrace/symbols.h"
#include "nstrace/unwind.h"

#define LIMIT_NSEC  250000000 /* from its start: a finding waits for it */
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

/* What the child is to look at. */
struct task {
	const struct nstrace_stack *raw;
	const struct image *image;
};

/* Pointers to constants in what the child writes are good here: it is a copy of us. */
static void work(int socket_fd, const void *userdata)
{
	const struct task *task = userdata;
	struct stack stack = {};

	give_up_privileges();
	resolve(task->raw, task->image, &stack);
	(void)!write(socket_fd, &stack, sizeof(stack));
}

int resolve_start(struct helpers *helpers, const struct nstrace_stack *raw,
		  const struct image *image, struct helper *ret)
{
	const struct task task = {raw, image};

	return helper_start(helpers, LIMIT_NSEC, work, &task, ret);
}

int resolve_finish(const struct helper *helper, struct stack *ret)
{
	ssize_t n = helper_receive(helper, ret, sizeof(*ret));

	if (n < 0)
		return (int)n;
	return n == sizeof(*ret) ? 0 : -EIO;
}
