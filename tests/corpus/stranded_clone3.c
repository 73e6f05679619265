// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A runtime without a C library makes its threads by the system call itself. Here the whole life of
 * such a thread is a loop of three instructions, without a stack.
 *
 * Expect: stranded net worker
 */
#include "corpus.h"

#include <linux/sched.h>

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM)

#ifdef __x86_64__
static long start_raw(void)
{
	struct clone_args clone_args = {.flags = THREAD_FLAGS};
	long r;

	asm volatile("syscall\n\t"
		     "test %%rax, %%rax\n\t"
		     "jnz 2f\n"
		     "1:\n\t"
		     "mov %[pause], %%eax\n\t"
		     "syscall\n\t"
		     "jmp 1b\n"
		     "2:"
		     : "=a"(r)
		     : "a"((long)SYS_clone3), "D"(&clone_args),
		       "S"(sizeof(clone_args)), [pause] "i"(SYS_pause)
		     : "rcx", "r11", "memory");
	return r;
}
#else
static int pause_for_ever(void *unused)
{
	(void)unused;
	for (;;)
		pause();
}

static long start_raw(void)
{
	static char stack[65536] __attribute__((aligned(16)));

	return clone(pause_for_ever, stack + sizeof(stack), THREAD_FLAGS, NULL);
}
#endif

int main(void)
{
	int home_fd = here("net");
	long tid;

	enter(new_netns());
	tid = start_raw();
	if (tid < 0)
		errx(1, "clone3: %s", strerror((int)-tid));
	announce_tid("worker", (pid_t)tid);
	enter(home_fd);
	return 0;
}
