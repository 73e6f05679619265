// SPDX-License-Identifier: GPL-2.0-or-later
/* weave-ps: from names to containers and namespaces. No privileges, no namespace but our own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include "containers/containers.h"
#include "containers/process.h"
#include "weave-ps/targets.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Our own namespace serves as a container's: home is left to be none. */
static struct container own_container(const char *id, const char *name)
{
	struct container container = {
		.id = (char *)id, .name = (char *)name, .init_tgid = getpid()};

	assert_int_equal(process_start(getpid(), &container.init_start_ticks), 0);
	return container;
}

static int resolve(struct targets *targets, const char *const *texts, size_t n_texts)
{
	struct container container = own_container("0123456789abcdef", "web-1");
	struct containers containers = {.items = &container, .n = 1};
	const char *culprit = NULL;
	int r;

	r = targets_resolve(targets, &containers, (char *const *)texts, n_texts, &culprit);
	if (r < 0)
		assert_string_equal(culprit, texts[n_texts - 1]);
	return r;
}

static void a_namespace_is_visited_once(void **state)
{
	static const char *const texts[] = {"web-1", "0123", "netns:/proc/self/ns/net", "web-1"};
	_cleanup_targets_ struct targets targets = {0};
	size_t i;

	(void)state;
	assert_int_equal(resolve(&targets, texts, ARRAY_SIZE(texts)), 0);
	assert_int_equal(targets.n, ARRAY_SIZE(texts));
	assert_int_equal(targets.n_visits, 1);
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_string_equal(targets.items[i].id, texts[i]);
		assert_int_equal(targets.items[i].visit, 0);
	}
}

static void the_bridge_comes_first(void **state)
{
	static const char *const texts[] = {"web-1", "weave:expose", "web-1", "weave:expose"};
	_cleanup_targets_ struct targets targets = {0};

	(void)state;
	assert_int_equal(resolve(&targets, texts, ARRAY_SIZE(texts)), 0);
	assert_int_equal(targets.n, ARRAY_SIZE(texts));
	assert_true(targets.items[0].is_bridge && targets.items[1].is_bridge);
	assert_false(targets.items[2].is_bridge || targets.items[3].is_bridge);
}

static void the_unknown_and_ended_are_not_visited(void **state)
{
	const char *texts[] = {"nobody", "netns:no-such-name", "netns:/no/such/file", NULL};
	_cleanup_targets_ struct targets targets = {0};
	_cleanup_free_ char *ended = NULL;
	pid_t tgid = fork();
	size_t i;

	(void)state;
	if (tgid == 0)
		_exit(0);
	assert_int_equal(waitpid(tgid, NULL, 0), tgid);
	assert_return_code(asprintf(&ended, "pid:%d", tgid), errno);
	texts[3] = ended;
	assert_int_equal(resolve(&targets, texts, ARRAY_SIZE(texts)), 0);
	assert_int_equal(targets.n_visits, 0);
	for (i = 0; i < targets.n; i++)
		assert_true(targets.items[i].visit == NO_VISIT);
}

static void home_is_not_visited(void **state)
{
	static const char *const texts[] = {"web-1"};
	_cleanup_targets_ struct targets targets = {0};
	_cleanup_close_ int home_netns_fd = -1;

	(void)state;
	assert_int_equal(netns_open_own(&home_netns_fd), 0);
	assert_int_equal(netns_identify(home_netns_fd, &targets.home), 0);
	assert_int_equal(resolve(&targets, texts, 1), 0);
	assert_int_equal(targets.n_visits, 0);
}

static void an_error_names_its_culprit(void **state)
{
	static const char *const texts[] = {"web-1", "netns:/dev/null"};
	_cleanup_targets_ struct targets targets = {0};

	(void)state;
	assert_int_equal(resolve(&targets, texts, ARRAY_SIZE(texts)), -EINVAL);
}

static void all_are_listed_in_their_order(void **state)
{
	struct container items[] = {own_container("new", "b"), own_container("old", "a")};
	struct containers containers = {.items = items, .n = ARRAY_SIZE(items)};
	_cleanup_targets_ struct targets targets = {0};
	const char *culprit;

	(void)state;
	assert_int_equal(targets_list(&targets, &containers, &culprit), 0);
	assert_int_equal(targets.n, 3);
	assert_true(targets.items[0].is_bridge);
	assert_string_equal(targets.items[1].id, "new");
	assert_string_equal(targets.items[2].id, "old");
}

static void engines_are_asked_for_containers_only(void **state)
{
	static const char *const others[] = {"weave:expose", "pid:1", "netns:web-1"};
	static const char *const mixed[] = {"weave:expose", "pid:1", "web-1"};

	(void)state;
	assert_true(targets_name_containers(NULL, 0));
	assert_true(targets_name_containers((char *const *)mixed, ARRAY_SIZE(mixed)));
	assert_false(targets_name_containers((char *const *)others, ARRAY_SIZE(others)));
}

static void process_numbers_are_numbers(void **state)
{
	static const char *const valid[] = {"web-1", "pid:1", "netns:x", "pid", "weave:expose"};
	static const char *const invalid[] = {"",	"netns:", "pid:",   "pid:0",
					      "pid:-1", "pid:1x", "pid: 1", "pid:4294967297"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(valid); i++)
		assert_true(target_is_valid(valid[i]));
	for (i = 0; i < ARRAY_SIZE(invalid); i++)
		assert_false(target_is_valid(invalid[i]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_namespace_is_visited_once),
		cmocka_unit_test(the_bridge_comes_first),
		cmocka_unit_test(the_unknown_and_ended_are_not_visited),
		cmocka_unit_test(home_is_not_visited),
		cmocka_unit_test(an_error_names_its_culprit),
		cmocka_unit_test(all_are_listed_in_their_order),
		cmocka_unit_test(engines_are_asked_for_containers_only),
		cmocka_unit_test(process_numbers_are_numbers),
	};

	return cmocka_run_group_tests_name("weave-ps targets", tests, NULL, NULL);
}
