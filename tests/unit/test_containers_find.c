// SPDX-License-Identifier: GPL-2.0-or-later
/* Containers: what people call them, and whether a process is theirs. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/wait.h>
#include "containers/containers.h"
#include "containers/process.h"
#include "containers/search.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define NAMED(id_, name_, tgid_)                                                   \
	{                                                                          \
		.id = (char *)(id_), .name = (char *)(name_), .init_tgid = (tgid_) \
	}
#define IN_POD(id_, name_, pod_, tgid_)                                              \
	{                                                                            \
		.id = (char *)(id_), .name = (char *)(name_), .pod = (char *)(pod_), \
		.pod_namespace = (char *)"shop", .init_tgid = (tgid_)                \
	}

static int find(const char *text, pid_t *ret_tgid)
{
	struct container items[] = {
		NAMED("abc", "first", 11),
		NAMED("abcdef", "abcd", 12),
		NAMED("a77", "abc", 13),
		NAMED("b88", "b", 14),
		NAMED("c1", "twice", 15),
		NAMED("c2", "twice", 16),
		NAMED("d1", NULL, 17),
		IN_POD("e1", NULL, "web-0", 18),
		IN_POD("e2", "nginx", "web-0", 19),
		IN_POD("e3", "nginx", "web-1", 20),
		IN_POD("e4", "log", "web-1", 21),
	};
	struct containers containers = {.items = items, .n = ARRAY_SIZE(items)};
	const struct container *container = NULL;
	int r;

	r = containers_find(&containers, text, &container);
	*ret_tgid = container ? container->init_tgid : 0;
	return r;
}

/* A whole id goes before a name, a name before the beginning of an id; names must be whole. */
static void containers_have_ids_names_and_prefixes(void **state)
{
	static const struct {
		const char *text;
		int result;
		pid_t tgid; /* 0: unknown */
	} cases[] = {
		{"first", 0, 11},
		{"abc", 0, 11},
		{"abcd", 0, 12},
		{"abcde", 0, 12},
		{"a7", 0, 13},
		{"b", 0, 14},
		{"b88", 0, 14},
		{"b888", 0, 0},
		{"a", -ENOTUNIQ, 0},
		{"twice", -ENOTUNIQ, 0},
		{"c2", 0, 16},
		{"d", 0, 17},
		{"", 0, 0},
		{"fir", 0, 0},
		{"web-0", 0, 18},
		{"shop/web-0", 0, 18},
		{"web-0/nginx", 0, 19},
		{"shop/web-1/nginx", 0, 20},
		{"shop/nginx", 0, 0},
		{"web-1", 0, 0},
		{"web-1/", 0, 0},
		{"nginx", -ENOTUNIQ, 0},
		{"log", 0, 21},
		{"other/web-1/log", 0, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		pid_t tgid;
		int r = find(cases[i].text, &tgid);

		if (r != cases[i].result || tgid != cases[i].tgid)
			fail_msg("\"%s\": %d, process %d", cases[i].text, r, tgid);
	}
}

static void ids_are_parts_of_paths(void **state)
{
	static const char *const valid[] = {"0123456789abcdef", "web-1", "a", "A_b.c"};
	static const char *const invalid[] = {"",     ".",   "..",  "-a",  "a/b",
					      "../a", "a b", "a\n", "a?b", "a%2f"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(valid); i++)
		assert_true(container_id_is_valid(valid[i]));
	for (i = 0; i < ARRAY_SIZE(invalid); i++)
		assert_false(container_id_is_valid(invalid[i]));
}

static void control_groups_name_containers(void **state)
{
	static const struct {
		const char *cgroups;
		bool expected;
	} cases[] = {
		{"0::/docker/ab12\n", true},
		{"5:pids:/\n4:cpu:/docker/ab12\n0::/\n", true},
		{"0::/system.slice/docker-ab12.scope\n", true},
		{"0::/system.slice/docker-ab12.scope/init.scope\n", true},
		{"0::/kubepods.slice/pod1/cri-containerd-ab12.scope", true},
		{"0::/kubepods/pod1:cri-containerd:ab12\n", true},
		{"0::/../ab12\n", true},
		{"", false},
		{"0::/\n", false},
		{"0::/docker/ab123\n", false},
		{"0::/docker/xab12\n", false},
		{"0::/docker/ab12.service\n", false},
		{"0::/docker-ab12.scope.d\n", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (cgroups_name_container(cases[i].cgroups, "ab12") != cases[i].expected)
			fail_msg("%s", cases[i].cgroups);
}

static int open_netns(pid_t tgid, uint64_t start_ticks)
{
	struct container container = {.id = (char *)"no-such-control-group",
				      .init_tgid = tgid,
				      .init_start_ticks = start_ticks};
	_cleanup_close_ int netns_fd = -1;

	return container_open_netns(&container, &netns_fd);
}

static void a_number_that_was_reused_is_nobody(void **state)
{
	uint64_t ticks;
	pid_t ended;

	(void)state;
	assert_int_equal(process_start(getpid(), &ticks), 0);
	assert_true(ticks > 0);
	assert_int_equal(open_netns(getpid(), ticks), 0);
	assert_int_equal(open_netns(getpid(), ticks + 1), -ESRCH);
	assert_int_equal(open_netns(getpid(), 0), -ESRCH);
	assert_int_equal(open_netns(0, ticks), -ESRCH);
	ended = fork();
	if (ended == 0)
		_exit(0);
	assert_int_equal(waitpid(ended, NULL, 0), ended);
	assert_int_equal(open_netns(ended, ticks), -ESRCH);
	assert_int_equal(open_netns(ended, 0), -ESRCH);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_have_ids_names_and_prefixes),
		cmocka_unit_test(ids_are_parts_of_paths),
		cmocka_unit_test(control_groups_name_containers),
		cmocka_unit_test(a_number_that_was_reused_is_nobody),
	};

	return cmocka_run_group_tests_name("containers by name", tests, NULL, NULL);
}
