// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of stacks, with stacks of this very program: its own registers and the memory above its
 * stack pointer are what the kernel side would have sent.
 */
#include "nstrace_capture.h"

#include <dirent.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>

#include "lib/clock.h"
#include "nstrace/stacks.h"

#ifdef __aarch64__
#define REG_CALL 8
#else
#define REG_CALL 15
#endif

static void take_registers(const ucontext_t *context, struct nstrace_stack *ret)
{
#ifdef __aarch64__
	memcpy(ret->regs, context->uc_mcontext.regs, 31 * sizeof(ret->regs[0]));
	ret->regs[31] = context->uc_mcontext.sp;
	ret->regs[32] = context->uc_mcontext.pc;
#else
	const greg_t *from = context->uc_mcontext.gregs;

	ret->regs[0] = (uint64_t)from[REG_R15];
	ret->regs[1] = (uint64_t)from[REG_R14];
	ret->regs[2] = (uint64_t)from[REG_R13];
	ret->regs[3] = (uint64_t)from[REG_R12];
	ret->regs[4] = (uint64_t)from[REG_RBP];
	ret->regs[5] = (uint64_t)from[REG_RBX];
	ret->regs[16] = (uint64_t)from[REG_RIP];
	ret->regs[19] = (uint64_t)from[REG_RSP];
#endif
}

static uint64_t stack_pointer(const struct nstrace_stack *stack)
{
#ifdef __aarch64__
	return stack->regs[31];
#else
	return stack->regs[19];
#endif
}

static uint64_t own_code_start(void)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/stat", "re");
	char line[1024], *field;

	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	field = strrchr(line, ')');
	for (int i = 2; i < 26; i++)
		field = strchr(field + 1, ' ');
	return strtoull(field, NULL, 10);
}

static __attribute__((noinline)) void innermost_function(struct nstrace_stack *ret)
{
	ucontext_t context;

	assert_int_equal(getcontext(&context), 0);
	take_registers(&context, ret);
	ret->n_bytes = 2048; /* there is more than that above: main's frame, and the environment */
	memcpy(ret->bytes, (const void *)stack_pointer(ret), ret->n_bytes);
}

static __attribute__((noinline)) void middle_function(struct nstrace_stack *ret)
{
	innermost_function(ret);
	ret->tgid = (uint32_t)getpid();
	ret->tid = ret->tgid;
}

static __attribute__((noinline)) void outer_function(struct nstrace_stack *ret)
{
	middle_function(ret);
	ret->image.code_start = own_code_start();
}

/* As it is in a setns. */
static __attribute__((noinline)) struct nstrace_stack *own_stack(uint32_t id)
{
	struct nstrace_stack *stack = calloc(1, sizeof(*stack));

	assert_non_null(stack);
	stack->id = id;
	outer_function(stack);
	stack->regs[REG_CALL] = SYS_setns;
	return stack;
}

static struct stacks *new_stacks(void)
{
	struct stacks *stacks;

	assert_int_equal(stacks_new(0, &stacks), 0);
	return stacks;
}

static void test_own_functions(void **state)
{
	static const char *const expected[] = {"innermost_function", "middle_function",
					       "outer_function", "own_stack"};
	_cleanup_free_ struct nstrace_stack *record = own_stack(7);
	struct stacks *stacks = new_stacks();
	const struct stack *stack;

	(void)state;
	stacks_record(record, stacks);
	stack = stacks_find(stacks, 7);
	assert_non_null(stack);
	assert_string_equal(stack->call, "setns");
	assert_true(stack->n > sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_string_equal(stack->frames[i].symbol, expected[i]);
		assert_string_equal(stack->frames[i].module, "test_nstrace_stacks.t");
		assert_true(stack->frames[i].line > 0);
	}
	assert_ptr_equal(stacks_find(stacks, 7), stack);
	stacks_free(stacks);
}

/* Nobody can say what the addresses of a process mean that is gone, or is another one now. */
static void test_unknown_image(void **state)
{
	_cleanup_free_ struct nstrace_stack *record = own_stack(7);
	struct stacks *stacks = new_stacks();
	const struct stack *stack;

	(void)state;
	record->image.code_start ^= 1;
	stacks_record(record, stacks);
	stack = stacks_find(stacks, 7);
	assert_non_null(stack);
	assert_int_equal(stack->n, 1);
	assert_string_equal(stack->frames[0].symbol, "");
	assert_true(stack->frames[0].address > 0);
	stacks_free(stacks);
}

/* What a process has mapped is remembered for others of the same image: forks. */
static void test_known_image_of_another(void **state)
{
	_cleanup_free_ struct nstrace_stack *record = own_stack(7);
	struct stacks *stacks = new_stacks();

	(void)state;
	stacks_record(record, stacks);
	record->id = 8;
	record->tgid = 1U << 30; /* no such process */
	stacks_record(record, stacks);
	assert_string_equal(stacks_find(stacks, 8)->frames[0].symbol, "innermost_function");
	stacks_free(stacks);
}

static void test_not_there(void **state)
{
	struct stacks *stacks = new_stacks();

	(void)state;
	assert_null(stacks_find(stacks, 1));
	assert_null(stacks_find(stacks, 0));
	assert_null(stacks_find(NULL, 1));
	stacks_free(stacks);
}

static unsigned int n_open_files(void)
{
	_cleanup_closedir_ DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	return n;
}

static void test_only_the_last_are_kept(void **state)
{
	_cleanup_free_ struct nstrace_stack *record = own_stack(1);
	struct stacks *stacks = new_stacks();
	unsigned int n_before = n_open_files();

	(void)state;
	for (uint32_t id = 1; id <= NSTRACE_STACKS_KEPT + 2; id++) {
		record->id = id;
		stacks_record(record, stacks);
	}
	assert_null(stacks_find(stacks, 2));
	assert_non_null(stacks_find(stacks, 3));
	record->id = 3; /* sent again: now it is the newest */
	stacks_record(record, stacks);
	record->id = NSTRACE_STACKS_KEPT + 3;
	stacks_record(record, stacks);
	assert_non_null(stacks_find(stacks, 3));
	assert_null(stacks_find(stacks, 4));
	assert_true(n_open_files() > n_before);
	stacks_free(stacks);
	assert_int_equal(n_open_files(), n_before);
}

/* A record says more than it holds, or holds nothing. */
static void test_lying_record(void **state)
{
	_cleanup_free_ struct nstrace_stack *record = own_stack(7);
	struct stacks *stacks = new_stacks();

	(void)state;
	record->n_bytes = 0;
	stacks_record(record, stacks);
	assert_true(stacks_find(stacks, 7)->n >= 1);
	record->id = 8;
	record->n_bytes = UINT32_MAX;
	stacks_record(record, stacks);
	assert_string_equal(stacks_find(stacks, 8)->frames[0].symbol, "innermost_function");
	stacks_free(stacks);
}

/* From now on, here and in children, whoever opens a file waits for an answer that never comes, as
 * with a file system whose server hangs. */
static int hang_on_files(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER,
			    &program);
}

#define SECOND 1000000000ULL

static void ask_with_hanging_files(const struct nstrace_stack *record, struct stacks *stacks)
{
	uint64_t start_nsec = clock_nsec(CLOCK_MONOTONIC);
	const struct stack *stack;

	alarm(10);
	if (hang_on_files() < 0)
		_exit(77);
	stacks_record(record, stacks);
	stacks_prepare(stacks, record->id);
	if (clock_nsec(CLOCK_MONOTONIC) - start_nsec > SECOND / 20)
		_exit(1);
	stack = stacks_find(stacks, record->id);
	if (!stack || *stack->frames[0].symbol || stack->frames[0].address == 0)
		_exit(2);
	_exit(clock_nsec(CLOCK_MONOTONIC) - start_nsec > SECOND / 2 ? 3 : 0);
}

/* They cost their own stacks' names, and never the trace. */
static void test_files_that_hang(void **state)
{
	_cleanup_free_ struct nstrace_stack *record = own_stack(7);
	struct stacks *stacks = new_stacks();
	pid_t child = fork();
	int status;

	(void)state;
	if (!child) {
		record->tgid = (uint32_t)getpid();
		ask_with_hanging_files(record, stacks);
	}
	stacks_free(stacks);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_functions),	       cmocka_unit_test(test_unknown_image),
		cmocka_unit_test(test_known_image_of_another), cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_only_the_last_are_kept), cmocka_unit_test(test_lying_record),
		cmocka_unit_test(test_files_that_hang),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
