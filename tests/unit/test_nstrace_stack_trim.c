// SPDX-License-Identifier: GPL-2.0-or-later
/* What of a stack is shown. Stacks are written as "SYMBOL@MODULE …", the innermost first. */
#include "nstrace_capture.h"

#include <string.h>

#include "nstrace/stack_trim.h"

static size_t read_frames(const char *text, struct stack_frame *ret)
{
	_cleanup_free_ char *copy = strdup(text);
	size_t n = 0;
	char *rest;

	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		char *module = strchr(word, '@');

		*module++ = '\0';
		ret[n] = (struct stack_frame){.address = n + 1};
		snprintf(ret[n].symbol, sizeof(ret[n].symbol), "%s", word);
		snprintf(ret[n].module, sizeof(ret[n].module), "%s", module);
		n++;
	}
	return n;
}

static void assert_trimmed(const char *text, const char *expected)
{
	struct stack_frame frames[64];
	struct stack stack;
	char got[2048] = "";

	stack_trim(frames, read_frames(text, frames), &stack);
	for (size_t i = 0; i < stack.n; i++) {
		strcat(got, i ? " " : "");
		strcat(got, stack.frames[i].symbol);
	}
	assert_string_equal(got, expected);
}

static void test_c(void **state)
{
	(void)state;
	assert_trimmed("setns@libc.so.6 enter@ps visit@ps main@ps __libc_start_call_main@libc.so.6 "
		       "__libc_start_main@libc.so.6 _start@ps",
		       "enter visit main");
	/* libc's own symbols may have been stripped. */
	assert_trimmed("@libc.so.6 @libc.so.6 pthread_create@libc.so.6 spawn@ps serve@ps "
		       "@libc.so.6 @libc.so.6",
		       "spawn serve");
	assert_trimmed("__clone3@ps create_thread@ps pthread_create@ps spawn@ps main@ps "
		       "__libc_start_call_main@ps __libc_start_main@ps _start@ps",
		       "spawn main");
	assert_trimmed("clone@ld-musl-x86_64.so.1 spawn@ps @ @", "spawn");
	/* A library in between calls back, and libc itself does. */
	assert_trimmed("unshare@libc.so.6 compare@ps qsort@libc.so.6 sort@ps main@ps _start@ps",
		       "compare qsort sort main");
}

static void test_go(void **state)
{
	(void)state;
	assert_trimmed("syscall.RawSyscall6@weave syscall.Syscall@weave "
		       "golang.org/x/sys/unix.Setns@weave github.com/vishvananda/netns.Set@weave "
		       "main.visit@weave main.main@weave runtime.main@weave runtime.goexit@weave",
		       "github.com/vishvananda/netns.Set main.visit main.main");
	assert_trimmed("runtime.clone.abi0@weave runtime.newosproc@weave runtime.newm@weave "
		       "runtime.startm@weave runtime.mstart@weave",
		       "runtime.newosproc runtime.newm runtime.startm");
}

/* Code that was made while the program ran has no file: a row of it is one frame. */
static void test_made_code(void **state)
{
	(void)state;
	assert_trimmed("clone3@libc.so.6 start@libjvm.so @ @ @ call@libjvm.so @ main@libjvm.so",
		       "start  call  main");
}

/* A program of nothing but what is left out still shows where it was. */
static void test_nothing_left(void **state)
{
	(void)state;
	assert_trimmed("setns@libc.so.6 _start@ps", "setns _start");
	assert_trimmed("@libc.so.6", "");
	assert_trimmed("", "");
}

static void test_bounded(void **state)
{
	struct stack_frame frames[64];
	struct stack stack;

	(void)state;
	for (size_t i = 0; i < 64; i++)
		frames[i] = (struct stack_frame){.symbol = "recurse", .address = i};
	stack_trim(frames, 64, &stack);
	assert_int_equal(stack.n, STACK_FRAMES_MAX);
	assert_int_equal(stack.frames[0].address, 0);
	assert_int_equal(stack.frames[STACK_FRAMES_MAX - 1].address, STACK_FRAMES_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_c),	  cmocka_unit_test(test_go),
		cmocka_unit_test(test_made_code), cmocka_unit_test(test_nothing_left),
		cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
