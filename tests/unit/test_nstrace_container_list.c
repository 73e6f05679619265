// SPDX-License-Identifier: GPL-2.0-or-later
/* Whose namespace it is, among containers that were listed a while ago. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "nstrace/container_list.h"
#include "nstrace/proc_ns.h"
#include "lib/proc_stat.h"

#define NOW_NSEC UINT64_MAX /* everybody was there before */

static struct nstrace_nsid netns(uint64_t cookie, uint32_t ino)
{
	return (struct nstrace_nsid){.cookie = cookie, .ino = ino, .kind = NSTRACE_KIND_NET};
}

/* Of two containers, the oldest first; the other has joined it. */
static int setup(void **state)
{
	struct listed_container *containers = calloc(2, sizeof(*containers));

	assert_non_null(containers);
	assert_int_equal(container_list_new((struct container_list **)state), 0);
	container_list_wait(*state,
			    2000000000); /* for this machine's own, which shall not come later */
	strcpy(containers[0].label.name, "web");
	strcpy(containers[0].label.id, "4711");
	containers[0].nsids[NSTRACE_KIND_NET] = netns(7, 100);
	strcpy(containers[1].label.name, "side");
	containers[1].nsids[NSTRACE_KIND_NET] = netns(7, 100);
	containers[1].nsids[NSTRACE_KIND_UTS].ino = 101;
	container_list_take(*state, containers, 2);
	return 0;
}

static int teardown(void **state)
{
	container_list_free(*state);
	return 0;
}

static void assert_found(struct container_list *list, struct nstrace_nsid nsid, const char *name)
{
	const struct container_label *label = container_list_find(list, &nsid, NOW_NSEC);

	assert_string_equal(label ? label->name : "", name);
}

static void test_by_cookie(void **state)
{
	assert_found(*state, netns(7, 100), "web");
	assert_found(*state, netns(7, 102), "");
}

static void test_reused_inode(void **state)
{
	assert_found(*state, netns(8, 100), "");
}

/* Nobody has the process number 0: it has ended. */
static void test_without_cookie(void **state)
{
	assert_found(*state, netns(0, 100), "");
	assert_found(*state, (struct nstrace_nsid){.ino = 101, .kind = NSTRACE_KIND_UTS}, "");
}

/* This process is one that is still there. */
static void test_without_cookie_but_there(void **state)
{
	struct listed_container *own = calloc(1, sizeof(*own));
	char stat[PROC_STAT_BYTES];
	struct nstrace_nsid uts = {.ino = proc_ns_ino(-1, "/proc/self", NSTRACE_KIND_UTS),
				   .kind = NSTRACE_KIND_UTS};
	uint64_t start_nsec;

	assert_non_null(own);
	strcpy(own->label.name, "own");
	own->tgid = (uint32_t)getpid();
	own->start_ticks = proc_stat_start(proc_stat_read(own->tgid, stat));
	own->nsids[NSTRACE_KIND_UTS] = uts;
	start_nsec = proc_stat_nsec(own->start_ticks);
	container_list_take(*state, own, 1);
	assert_found(*state, uts, "own");
	assert_non_null(container_list_find(*state, &uts, start_nsec));
	assert_null(container_list_find(*state, &uts, start_nsec - 1));
	own->start_ticks++; /* it was another with this number */
	assert_found(*state, uts, "");
}

static void test_by_id(void **state)
{
	assert_string_equal(container_list_find_id(*state, "4711")->name, "web");
	assert_null(container_list_find_id(*state, "47"));
}

#define list_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		list_test(test_by_cookie),	list_test(test_reused_inode),
		list_test(test_without_cookie), list_test(test_without_cookie_but_there),
		list_test(test_by_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
