// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Innermost are the stubs of libc, or of Go's syscall packages, that everybody knows; outermost
 * what starts a thread or a program. What is between them is the program's own.
 */
#include "nstrace/stack_trim.h"

#include <string.h>

static bool begins_with(const char *text, const char *beginning)
{
	return !strncmp(text, beginning, strlen(beginning));
}

static bool is_one_of(const char *text, const char *const *words,
		      bool (*match)(const char *, const char *))
{
	for (; *words; words++)
		if (match(text, *words))
			return true;
	return false;
}

static bool is_same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

bool stack_trim_is_libc(const struct stack_frame *frame)
{
	static const char *const libraries[] = {"libc.so",    "libc-2.",  "libpthread", "ld-musl-",
						"libc.musl-", "ld-linux", NULL};

	return is_one_of(frame->module, libraries, begins_with);
}

/* In a program that is linked statically they stand beside its own functions. */
static bool is_stub(const struct stack_frame *frame)
{
	static const char *const names[] = {"setns",
					    "__setns",
					    "unshare",
					    "__unshare",
					    "syscall",
					    "__clone",
					    "clone",
					    "__clone3",
					    "clone3",
					    "__clone_internal",
					    "__clone3_internal",
					    "create_thread",
					    "pthread_create",
					    "__pthread_create",
					    "__pthread_create_2_1",
					    "fork",
					    "__fork",
					    "__libc_fork",
					    "_Fork",
					    "vfork",
					    "__vfork",
					    "runtime.clone.abi0",
					    "runtime.clone",
					    NULL};
	static const char *const packages[] = {
		"syscall.Syscall",	     "syscall.RawSyscall",
		"syscall.rawSyscall",	     "syscall.rawVforkSyscall",
		"runtime/internal/syscall.", "internal/runtime/syscall.",
		"golang.org/x/sys/unix.",    NULL};

	return stack_trim_is_libc(frame) || is_one_of(frame->symbol, names, is_same) ||
	       is_one_of(frame->symbol, packages, begins_with);
}

static bool is_start(const struct stack_frame *frame)
{
	static const char *const names[] = {"_start",
					    "__libc_start_main",
					    "__libc_start_call_main",
					    "start_thread",
					    "clone3",
					    "__clone3",
					    "clone",
					    "__clone",
					    "runtime.main",
					    "runtime.goexit",
					    "runtime.goexit.abi0",
					    "runtime.mstart",
					    "runtime.mstart.abi0",
					    "runtime.mstart0",
					    "runtime.mstart1",
					    "runtime.clone",
					    "runtime.clone.abi0",
					    "runtime.rt0_go",
					    "runtime.rt0_go.abi0",
					    NULL};

	return stack_trim_is_libc(frame) || is_one_of(frame->symbol, names, is_same);
}

/* In code that no file has, as virtual machines make it. One such address says as much as ten. */
static bool is_nothing(const struct stack_frame *frame)
{
	return !*frame->symbol && !*frame->module;
}

void stack_trim(const struct stack_frame *frames, size_t n, struct stack *ret)
{
	size_t first = 0, end = n;

	while (first < n && is_stub(&frames[first]))
		first++;
	while (end > first && (is_start(&frames[end - 1]) || is_nothing(&frames[end - 1])))
		end--;
	if (first == end) { /* all of it is the library's own doing */
		first = 0;
		end = n;
	}
	ret->n = 0;
	for (size_t i = first; i < end && ret->n < STACK_FRAMES_MAX; i++)
		if (i == first || !is_nothing(&frames[i]) || !is_nothing(&frames[i - 1]))
			ret->frames[ret->n++] = frames[i];
}
