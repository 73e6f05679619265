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
#include "weave-ps/containers.h"
#include "weave-ps/targets.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static int read_text(const char *text, struct containers *containers)
{
	char path[] = "/tmp/test_weave_ps.XXXXXX";
	int fd = mkstemp(path);
	int r;

	assert_return_code(fd, errno);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	r = containers_read(path, containers);
	unlink(path);
	return r;
}

static void containers_come_in_the_files_order(void **state)
{
	_cleanup_containers_ struct containers containers = {0};

	(void)state;
	assert_int_equal(read_text("{\"engine\":\"native\",\"bridge\":\"weave\",\"containers\":["
				   "{\"id\":\"ab12\",\"name\":\"web-1\",\"pid\":17,\"more\":[]},"
				   "{\"id\":\"ab34\",\"name\":\"web-2\",\"pid\":18}]}\n",
				   &containers),
			 0);
	assert_int_equal(containers.n, 2);
	assert_string_equal(containers.items[0].id, "ab12");
	assert_string_equal(containers.items[0].name, "web-1");
	assert_int_equal(containers.items[0].init_tgid, 17);
	assert_string_equal(containers.items[1].id, "ab34");
}

static void no_file_is_no_containers(void **state)
{
	struct containers containers = {.n = 4711};

	(void)state;
	assert_int_equal(containers_read("/no/such/file", &containers), 0);
	assert_int_equal(containers.n, 0);
	containers_clear(&containers);
}

static void other_files_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"garbage",
		"[]",
		"{}",
		"{\"containers\":{}}",
		"{\"containers\":[17]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\"}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":\"17\"}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":0}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":99999999999}]}",
		"{\"containers\":[{\"id\":\"\",\"name\":\"b\",\"pid\":17}]}",
		"{\"containers\":[{\"id\":17,\"name\":\"b\",\"pid\":17}]}",
		"{\"containers\":[{\"id\":\"a\",\"name\":\"b\",\"pid\":17}",
	};
	struct containers containers = {.n = 4711};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (read_text(texts[i], &containers) != -EBADMSG)
			fail_msg("%s", texts[i]);
	assert_int_equal(containers.n, 4711);
	assert_int_equal(containers_read("/proc/self", &containers), -EBADMSG);
}

static struct container some_containers[] = {{"abc", "first", "lab", 11},
					     {"abcdef", "abcd", "lab", 12},
					     {"a77", "abc", "lab", 13},
					     {"b88", "b", "lab", 14}};

/* A whole id goes before a name, a name before the beginning of an id; names must be whole. */
static void containers_have_ids_names_and_prefixes(void **state)
{
	static const struct {
		const char *text;
		int result;
		pid_t init_tgid; /* 0: unknown */
	} cases[] = {
		{"first", 0, 11},    {"abc", 0, 11}, {"abcd", 0, 12}, {"abcde", 0, 12},
		{"a7", 0, 13},	     {"b", 0, 14},   {"b88", 0, 14},  {"b888", 0, 0},
		{"a", -ENOTUNIQ, 0}, {"", 0, 0},     {"fir", 0, 0},
	};
	struct containers containers = {some_containers, ARRAY_SIZE(some_containers)};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct container *container = NULL;
		int r = containers_find(&containers, cases[i].text, &container);

		if (r != cases[i].result ||
		    (container ? container->init_tgid : 0) != cases[i].init_tgid)
			fail_msg("\"%s\": %d", cases[i].text, r);
	}
}

/* Our own namespace serves as a container's: home is left to be none. */
static struct containers own_containers(struct container *item)
{
	*item = (struct container){"0123456789abcdef", "web-1", "lab", getpid()};
	return (struct containers){item, 1};
}

static int resolve(struct targets *targets, const char *const *texts, size_t n_texts)
{
	struct container container;
	struct containers containers = own_containers(&container);
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

static void all_are_listed_newest_first(void **state)
{
	struct container items[] = {{"old", "a", "lab", getpid()}, {"new", "b", "lab", getpid()}};
	struct containers containers = {items, ARRAY_SIZE(items)};
	_cleanup_targets_ struct targets targets = {0};
	const char *culprit;

	(void)state;
	assert_int_equal(targets_list(&targets, &containers, &culprit), 0);
	assert_int_equal(targets.n, 3);
	assert_true(targets.items[0].is_bridge);
	assert_string_equal(targets.items[1].id, "new");
	assert_string_equal(targets.items[2].id, "old");
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
		cmocka_unit_test(containers_come_in_the_files_order),
		cmocka_unit_test(no_file_is_no_containers),
		cmocka_unit_test(other_files_are_refused),
		cmocka_unit_test(containers_have_ids_names_and_prefixes),
		cmocka_unit_test(a_namespace_is_visited_once),
		cmocka_unit_test(the_bridge_comes_first),
		cmocka_unit_test(the_unknown_and_ended_are_not_visited),
		cmocka_unit_test(home_is_not_visited),
		cmocka_unit_test(an_error_names_its_culprit),
		cmocka_unit_test(all_are_listed_newest_first),
		cmocka_unit_test(process_numbers_are_numbers),
	};

	return cmocka_run_group_tests_name("weave-ps targets", tests, NULL, NULL);
}
