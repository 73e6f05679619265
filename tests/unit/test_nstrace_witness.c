// SPDX-License-Identifier: GPL-2.0-or-later
/* The witness where it needs no privileges: homes that nobody can lead to, and too many questions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nstrace/witness.h"

static struct nstrace_nsid own_netns(void)
{
	struct stat st;

	assert_return_code(stat("/proc/self/ns/net", &st), errno);
	return (struct nstrace_nsid){.ino = (uint32_t)st.st_ino, .kind = NSTRACE_KIND_NET};
}

static void test_nobody_at_home(void **state)
{
	const struct nstrace_nsid nowhere = {.ino = 1, .kind = NSTRACE_KIND_NET};
	struct home_answer answer;
	struct witness *witness;

	(void)state;
	assert_int_equal(witness_new(&witness), 0);
	answer = witness_ask(witness, (uint32_t)getpid(), &nowhere, "lo");
	assert_int_equal(answer.kind, HOME_DID_NOT_ANSWER);
	assert_int_equal(answer.error, -ESRCH);
	witness_free(witness);
}

/* As root it answers; without privileges it says so. Either way no child is left. */
static void test_own_home(void **state)
{
	struct nstrace_nsid home = own_netns();
	struct home_answer lo, none;
	struct witness *witness;

	(void)state;
	assert_int_equal(witness_new(&witness), 0);
	lo = witness_ask(witness, (uint32_t)getpid(), &home, "lo");
	none = witness_ask(witness, (uint32_t)getpid(), &home, "no-such-link");
	if (lo.kind == HOME_DID_NOT_ANSWER) {
		assert_int_equal(lo.error, -EPERM);
	} else {
		assert_int_equal(lo.kind, HOME_HAS_IT);
		assert_int_equal(lo.ifindex, 1);
		assert_int_equal(none.kind, HOME_LACKS_IT);
	}
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	witness_free(witness);
}

/* The inode is the right one, but the namespace is not: the inode was given out anew. */
static void test_reused_inode(void **state)
{
	struct nstrace_nsid home = own_netns();
	struct home_answer answer;
	struct witness *witness;

	(void)state;
	home.cookie = UINT64_MAX;
	assert_int_equal(witness_new(&witness), 0);
	answer = witness_ask(witness, (uint32_t)getpid(), &home, "lo");
	assert_int_equal(answer.kind, HOME_DID_NOT_ANSWER);
	assert_int_equal(answer.error, geteuid() ? -EPERM : -ESRCH);
	witness_free(witness);
}

static void test_too_many_questions(void **state)
{
	const struct nstrace_nsid nowhere = {.ino = 1, .kind = NSTRACE_KIND_NET};
	struct home_answer answer = {};
	struct witness *witness;
	char name[16];

	(void)state;
	assert_int_equal(witness_new(&witness), 0);
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "link%d", i);
		answer = witness_ask(witness, (uint32_t)getpid(), &nowhere, name);
	}
	assert_int_equal(answer.error, -EBUSY);
	/* What was answered already is known still. */
	answer = witness_ask(witness, (uint32_t)getpid(), &nowhere, "link3");
	assert_int_equal(answer.error, -ESRCH);
	witness_free(witness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_at_home),
		cmocka_unit_test(test_own_home),
		cmocka_unit_test(test_reused_inode),
		cmocka_unit_test(test_too_many_questions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
