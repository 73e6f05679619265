// SPDX-License-Identifier: GPL-2.0-or-later
/* weave-ps: its command line, and which links it takes for the bridge's. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include "weave-ps/arguments.h"
#include "weave-ps/bridge.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Port 13 of the bridge has its peer, 12, in the namespace that is number 4 here. */
static void a_peer_is_known_by_both_ends(void **state)
{
	static const struct {
		const char *what;
		int netnsid, home_netnsid, ifindex, link, link_netnsid;
		bool expected;
	} cases[] = {
		{"the peer", 4, 0, 12, 13, 0, true},
		{"same number, no veth", 4, 0, 12, 0, -1, false},
		{"same number, other peer", 4, 0, 12, 14, 0, false},
		{"same number, peer elsewhere", 4, 0, 12, 13, 1, false},
		{"same number, peer in the same namespace", 4, -1, 12, 13, -1, false},
		{"other number", 4, 0, 11, 13, 0, false},
		{"other namespace", 5, 0, 12, 13, 0, false},
		{"unknown namespace", -1, 0, 12, 13, 0, false},
	};
	struct bridge_port ports[] = {{.ifindex = 7, .peer_ifindex = 12, .peer_netnsid = 3},
				      {.ifindex = 12, .peer_ifindex = 11, .peer_netnsid = 4},
				      {.ifindex = 13, .peer_ifindex = 12, .peer_netnsid = 4},
				      {.ifindex = 14, .peer_ifindex = 12, .peer_netnsid = 9}};
	struct bridge bridge = {.ports = ports, .n_ports = ARRAY_SIZE(ports)};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct rtnl_link link = {.ifindex = cases[i].ifindex,
					 .link = cases[i].link,
					 .link_netnsid = cases[i].link_netnsid};

		if (bridge_find_port(&bridge, cases[i].netnsid, cases[i].home_netnsid, &link) !=
		    (cases[i].expected ? &ports[2] : NULL))
			fail_msg("%s", cases[i].what);
	}
}

static void an_interface_has_its_own_addresses(void **state)
{
	struct rtnl_address items[] = {{.ifindex = 3, .prefix_length = 8},
				       {.ifindex = 12, .prefix_length = 12},
				       {.ifindex = 12, .prefix_length = 24}};
	struct rtnl_addresses addresses = {.items = items, .n = ARRAY_SIZE(items)};
	struct rtnl_link link = {.ifindex = 12,
				 .operstate = 6,
				 .mac = {0xca, 0xfe, 0, 0, 0, 1},
				 .name = "fifteen-letters"};
	_cleanup_interfaces_ struct interfaces interfaces = {0};

	(void)state;
	assert_int_equal(interfaces_append_link(&interfaces, &link, "vethwe-fifteen-", &addresses),
			 0);
	assert_int_equal(interfaces.n, 1);
	assert_int_equal(interfaces.items[0].ifindex, 12);
	assert_int_equal(interfaces.items[0].operstate, 6);
	assert_memory_equal(interfaces.items[0].mac, link.mac, sizeof(link.mac));
	assert_string_equal(interfaces.items[0].name, "fifteen-letters");
	assert_string_equal(interfaces.items[0].peer, "vethwe-fifteen-");
	assert_int_equal(interfaces.items[0].n_addresses, 2);
	assert_int_equal(interfaces.items[0].addresses[0].prefix_length, 12);
	assert_int_equal(interfaces.items[0].addresses[1].prefix_length, 24);
}

static int parse(const char *line, struct arguments *arguments)
{
	static char copy[256];
	static char *argv[16];
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	for (argv[argc] = strtok(copy, " "); argv[argc]; argv[argc] = strtok(NULL, " "))
		argc++;
	optind = 0; /* getopt's way of being told that this is a new one */
	return arguments_parse(argc, argv, arguments);
}

static void options_have_defaults(void **state)
{
	struct arguments arguments;

	(void)state;
	assert_int_equal(parse("weave-ps", &arguments), 0);
	assert_string_equal(arguments.bridge, "weave");
	assert_int_equal(arguments.format, ROWS_PLAIN);
	assert_false(arguments.all || arguments.with_ipv6);
	assert_false(arguments.show_help || arguments.show_version);
	assert_null(arguments.host);
	assert_ptr_equal(arguments.strategy, strategies[0]);
	assert_int_equal(arguments.timeout_nsec, 5000000000);
	assert_int_equal(arguments.n_targets, 0);
}

static void options_may_stand_anywhere(void **state)
{
	struct arguments arguments;

	(void)state;
	assert_int_equal(
		parse("weave-ps web-1 --json pid:1 --bridge=br0 --timeout 200ms", &arguments), 0);
	assert_string_equal(arguments.bridge, "br0");
	assert_int_equal(arguments.format, ROWS_JSON);
	assert_int_equal(arguments.timeout_nsec, 200000000);
	assert_int_equal(arguments.n_targets, 2);
	assert_string_equal(arguments.targets[0], "web-1");
	assert_string_equal(arguments.targets[1], "pid:1");
}

static void options_have_short_forms(void **state)
{
	static const struct {
		const char *line;
		bool all, with_ipv6, show_help, show_version;
	} cases[] = {
		{"weave-ps -a6", true, true, false, false},
		{"weave-ps --all --ipv6", true, true, false, false},
		{"weave-ps -h", false, false, true, false},
		{"weave-ps --help", false, false, true, false},
		{"weave-ps -V", false, false, false, true},
		{"weave-ps --version", false, false, false, true},
	};
	struct arguments arguments;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(parse(cases[i].line, &arguments), 0);
		if (arguments.all != cases[i].all || arguments.with_ipv6 != cases[i].with_ipv6 ||
		    arguments.show_help != cases[i].show_help ||
		    arguments.show_version != cases[i].show_version)
			fail_msg("%s", cases[i].line);
	}
}

static void values_are_taken(void **state)
{
	struct arguments arguments;

	(void)state;
	assert_int_equal(parse("weave-ps --wide --host unix:///x/y.sock --wide", &arguments), 0);
	assert_int_equal(arguments.format, ROWS_WIDE);
	assert_string_equal(arguments.host, "unix:///x/y.sock");
}

/* What can be chosen is what there is. */
static void strategies_have_names(void **state)
{
	struct arguments arguments;
	char line[64];
	size_t i;

	(void)state;
	for (i = 0; strategies[i]; i++) {
		snprintf(line, sizeof(line), "weave-ps --strategy=%s", strategies[i]->name);
		assert_int_equal(parse(line, &arguments), 0);
		assert_ptr_equal(arguments.strategy, strategies[i]);
	}
	assert_true(i > 0);
}

static void help_names_all_there_is(void **state)
{
	static const char *const options[] = {"-6, --ipv6",   "-a, --all",  "--bridge=NAME",
					      "--host=URL",   "--json",	    "--wide",
					      "--strategy=",  "--timeout=", "-h, --help",
					      "-V, --version"};
	_cleanup_free_ char *help = arguments_help();
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (!strstr(help, options[i]))
			fail_msg("%s", options[i]);
	for (i = 0; strategies[i]; i++)
		assert_non_null(strstr(help, strategies[i]->name));
}

static void silence_stderr(int *saved_fd)
{
	int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	*saved_fd = dup(STDERR_FILENO);
	dup2(null_fd, STDERR_FILENO);
	close(null_fd);
}

static void restore_stderr(int *saved_fd)
{
	dup2(*saved_fd, STDERR_FILENO);
	close(*saved_fd);
}

static void senseless_lines_are_refused(void **state)
{
	static const char *const lines[] = {
		"weave-ps --nonsense",	   "weave-ps --bridge",	      "weave-ps --timeout=soon",
		"weave-ps --timeout=1e99", "weave-ps --timeout=0",    "weave-ps --timeout=0.1us0",
		"weave-ps --timeout=0ms",  "weave-ps web-1 pid:x",    "weave-ps --json=yes",
		"weave-ps --bridge=",	   "weave-ps --host=",	      "weave-ps --host",
		"weave-ps --strategy=",	   "weave-ps --strategy=for", "weave-ps --json --wide",
		"weave-ps --wide --json",  "weave-ps netns:",	      "weave-ps -x",
	};
	_cleanup_(restore_stderr) int saved_fd;
	struct arguments arguments = {.n_targets = 4711};
	size_t i;

	(void)state;
	silence_stderr(&saved_fd);
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		if (parse(lines[i], &arguments) != -EINVAL)
			fail_msg("%s", lines[i]);
	assert_int_equal(arguments.n_targets, 4711);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_peer_is_known_by_both_ends),
		cmocka_unit_test(an_interface_has_its_own_addresses),
		cmocka_unit_test(options_have_defaults),
		cmocka_unit_test(options_may_stand_anywhere),
		cmocka_unit_test(options_have_short_forms),
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(strategies_have_names),
		cmocka_unit_test(help_names_all_there_is),
		cmocka_unit_test(senseless_lines_are_refused),
	};

	return cmocka_run_group_tests_name("weave-ps", tests, NULL, NULL);
}
