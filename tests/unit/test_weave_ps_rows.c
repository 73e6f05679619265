// SPDX-License-Identifier: GPL-2.0-or-later
/* weave-ps: what it prints, to the byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include "containers/containers.h"
#include "weave-ps/rows.h"

#define HOSTILE_NAME "e\x1b[2J\"\xff\\"

static const struct container first = {.id = (char[]){"0123456789abcdef0123"},
				       .name = (char[]){"web-1"},
				       .engine = "docker",
				       .init_tgid = 11};
static const struct container second = {.id = (char[]){"fedcba9876543210fedc"},
					.name = (char[]){"we b\n2"},
					.engine = "containerd",
					.pod = (char[]){"po\td"},
					.pod_namespace = (char[]){"kube-system"},
					.init_tgid = 12};
static const struct container ended = {
	.id = (char[]){"aaaaaaaaaaaaaaaaaaaa"}, .name = (char[]){"web-3"}, .engine = "docker"};

struct setup {
	struct bridge bridge;
	struct visit visits[3];
	struct target items[8];
	struct targets targets;
	struct answer answer;
};

static void add_interface(struct interfaces *interfaces, const char *name, int ifindex,
			  const char *peer, unsigned char operstate)
{
	struct interface interface = {
		.ifindex = ifindex, .operstate = operstate, .mac = {0xca, 0xfe, 0, 0, 0x0a, 0x17}};

	strcpy(interface.name, name);
	strcpy(interface.peer, peer);
	assert_int_equal(interfaces_append(interfaces, &interface), 0);
}

static void add_address(struct interfaces *interfaces, const char *text, unsigned int prefix_length)
{
	struct rtnl_address address = {.family = strchr(text, ':') ? AF_INET6 : AF_INET,
				       .prefix_length = prefix_length};

	assert_int_equal(inet_pton(address.family, text, &address.in6), 1);
	assert_int_equal(interface_append_address(&interfaces->items[interfaces->n - 1], &address),
			 0);
}

static void set_up_interfaces(struct setup *setup)
{
	struct interfaces *bridge = &setup->bridge.interfaces;
	struct interfaces *two = &setup->visits[0].interfaces;

	add_interface(bridge, "br0", 4, "", 6);
	add_address(bridge, "10.32.0.1", 12);
	add_interface(two, "ethwe", 5, "vethwe1", 6);
	add_address(two, "10.32.0.2", 12);
	add_address(two, "192.168.255.255", 32);
	add_address(two, "fe80::1", 64);
	add_interface(two, HOSTILE_NAME, 2147483647, "fifteen-letters", 2);
	add_address(two, "0.0.0.0", 0);
	add_interface(&setup->visits[1].interfaces, "eth0", 3, "veth3", 77);
}

/* The bridge, a container with two interfaces, the same by its name, one with no address, one that
 * is elsewhere, one that does not run, a process, and somebody who is not there. */
static int set_up(void **state)
{
	struct setup *setup = calloc(1, sizeof(*setup));
	struct target items[] = {
		{.id = "weave:expose", .is_bridge = true, .netns_ino = 4026531840},
		{.id = first.id, .container = &first, .netns_ino = 4026532001, .visit = 0},
		{.id = second.name, .container = &second, .netns_ino = 4026532002, .visit = 1},
		{.id = "elsewhere-but-long", .container = &first, .netns_ino = 7, .visit = 2},
		{.id = ended.id, .container = &ended, .visit = NO_VISIT},
		{.id = "pid:4711", .netns_ino = 4026531840, .visit = NO_VISIT},
		{.id = "nobody", .visit = NO_VISIT},
		{.id = "netns:a long name", .netns_ino = 4026532002, .visit = 1},
	};

	set_up_interfaces(setup);
	memcpy(setup->items, items, sizeof(items));
	setup->targets = (struct targets){.items = setup->items,
					  .n = sizeof(items) / sizeof(items[0]),
					  .visits = setup->visits,
					  .n_visits = 3};
	setup->answer = (struct answer){.bridge = &setup->bridge, .targets = &setup->targets};
	*state = setup;
	return 0;
}

static int clear(void **state)
{
	struct setup *setup = *state;

	bridge_clear(&setup->bridge);
	interfaces_clear(&setup->visits[0].interfaces);
	interfaces_clear(&setup->visits[1].interfaces);
	free(setup);
	return 0;
}

static void assert_text(const struct setup *setup, enum rows_format format, const char *expected)
{
	_cleanup_free_ char *text = NULL;

	assert_int_equal(rows_text(&setup->answer, format, &text), 0);
	assert_string_equal(text, expected);
}

static void rows_are_exact(void **state)
{
	assert_text(*state, ROWS_PLAIN,
		    "weave:expose ca:fe:00:00:0a:17 10.32.0.1/12\n"
		    "0123456789ab ca:fe:00:00:0a:17 10.32.0.2/12 192.168.255.255/32 fe80::1/64\n"
		    "0123456789ab ca:fe:00:00:0a:17 0.0.0.0/0\n"
		    "we\\x20b\\x0a2 ca:fe:00:00:0a:17\n"
		    "netns:a\\x20long\\x20name ca:fe:00:00:0a:17\n");
}

/* All that run, but nobody who does not. */
static void all_have_rows(void **state)
{
	struct setup *setup = *state;

	setup->answer.all = true;
	assert_text(setup, ROWS_PLAIN,
		    "weave:expose ca:fe:00:00:0a:17 10.32.0.1/12\n"
		    "0123456789ab ca:fe:00:00:0a:17 10.32.0.2/12 192.168.255.255/32 fe80::1/64\n"
		    "0123456789ab ca:fe:00:00:0a:17 0.0.0.0/0\n"
		    "we\\x20b\\x0a2 ca:fe:00:00:0a:17\n"
		    "elsewhere-bu\n"
		    "pid:4711\n"
		    "netns:a\\x20long\\x20name ca:fe:00:00:0a:17\n");
}

static void the_table_is_exact(void **state)
{
	struct setup *setup = *state;

	setup->answer.all = true;
	setup->targets.n = 6;
	assert_text(
		setup, ROWS_WIDE,
		"ID            NAME                              NETNS       INTERFACE          PEER             STATE    MAC                ADDRESSES\n"
		"weave:expose  -                                 4026531840  br0                -                up       ca:fe:00:00:0a:17  10.32.0.1/12\n"
		"0123456789ab  web-1                             4026532001  ethwe              vethwe1          up       ca:fe:00:00:0a:17  10.32.0.2/12 192.168.255.255/32 fe80::1/64\n"
		"0123456789ab  web-1                             4026532001  e\\x1b[2J\"\\xff\\x5c  fifteen-letters  down     ca:fe:00:00:0a:17  0.0.0.0/0\n"
		"we\\x20b\\x0a2  kube-system/po\\x09d/we\\x20b\\x0a2  4026532002  eth0               veth3            unknown  ca:fe:00:00:0a:17  -\n"
		"elsewhere-bu  web-1                             7           -                  -                -        -                  -\n"
		"pid:4711      -                                 4026531840  -                  -                -        -                  -\n");
}

static void json_is_exact(void **state)
{
	struct setup *setup = *state;

	setup->answer.all = true;
	setup->targets.items[2] = setup->targets.items[5];
	setup->targets.n = 3;
	assert_text(setup, ROWS_JSON,
		    "[\n"
		    "  {\n"
		    "    \"id\": \"weave:expose\",\n"
		    "    \"interface\": \"br0\",\n"
		    "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
		    "    \"addresses\": [\n"
		    "      \"10.32.0.1/12\"\n"
		    "    ],\n"
		    "    \"name\": null,\n"
		    "    \"engine\": null,\n"
		    "    \"netns\": 4026531840,\n"
		    "    \"ifindex\": 4,\n"
		    "    \"peer\": null,\n"
		    "    \"state\": \"up\",\n"
		    "    \"pod\": null,\n"
		    "    \"pod_namespace\": null\n"
		    "  },\n"
		    "  {\n"
		    "    \"id\": \"0123456789abcdef0123\",\n"
		    "    \"interface\": \"ethwe\",\n"
		    "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
		    "    \"addresses\": [\n"
		    "      \"10.32.0.2/12\",\n"
		    "      \"192.168.255.255/32\",\n"
		    "      \"fe80::1/64\"\n"
		    "    ],\n"
		    "    \"name\": \"web-1\",\n"
		    "    \"engine\": \"docker\",\n"
		    "    \"netns\": 4026532001,\n"
		    "    \"ifindex\": 5,\n"
		    "    \"peer\": \"vethwe1\",\n"
		    "    \"state\": \"up\",\n"
		    "    \"pod\": null,\n"
		    "    \"pod_namespace\": null\n"
		    "  },\n"
		    "  {\n"
		    "    \"id\": \"0123456789abcdef0123\",\n"
		    "    \"interface\": \"e\\\\x1b[2J\\\"\\\\xff\\\\x5c\",\n"
		    "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
		    "    \"addresses\": [\n"
		    "      \"0.0.0.0/0\"\n"
		    "    ],\n"
		    "    \"name\": \"web-1\",\n"
		    "    \"engine\": \"docker\",\n"
		    "    \"netns\": 4026532001,\n"
		    "    \"ifindex\": 2147483647,\n"
		    "    \"peer\": \"fifteen-letters\",\n"
		    "    \"state\": \"down\",\n"
		    "    \"pod\": null,\n"
		    "    \"pod_namespace\": null\n"
		    "  },\n"
		    "  {\n"
		    "    \"id\": \"pid:4711\",\n"
		    "    \"interface\": null,\n"
		    "    \"mac\": null,\n"
		    "    \"addresses\": [],\n"
		    "    \"name\": null,\n"
		    "    \"engine\": null,\n"
		    "    \"netns\": 4026531840,\n"
		    "    \"ifindex\": null,\n"
		    "    \"peer\": null,\n"
		    "    \"state\": null,\n"
		    "    \"pod\": null,\n"
		    "    \"pod_namespace\": null\n"
		    "  }\n"
		    "]\n");
}

/* Who asked by name gets the whole id all the same, and the name escaped. */
static void json_has_whole_ids(void **state)
{
	struct setup *setup = *state;

	setup->targets.items += 2;
	setup->targets.n = 1;
	assert_text(setup, ROWS_JSON,
		    "[\n"
		    "  {\n"
		    "    \"id\": \"fedcba9876543210fedc\",\n"
		    "    \"interface\": \"eth0\",\n"
		    "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
		    "    \"addresses\": [],\n"
		    "    \"name\": \"we b\\\\x0a2\",\n"
		    "    \"engine\": \"containerd\",\n"
		    "    \"netns\": 4026532002,\n"
		    "    \"ifindex\": 3,\n"
		    "    \"peer\": \"veth3\",\n"
		    "    \"state\": \"unknown\",\n"
		    "    \"pod\": \"po\\\\x09d\",\n"
		    "    \"pod_namespace\": \"kube-system\"\n"
		    "  }\n"
		    "]\n");
}

static void no_rows_are_an_answer(void **state)
{
	struct setup *setup = *state;

	setup->targets.n = 0;
	assert_text(setup, ROWS_PLAIN, "");
	assert_text(setup, ROWS_JSON, "[]\n");
	assert_text(setup, ROWS_WIDE, "ID  NAME  NETNS  INTERFACE  PEER  STATE  MAC  ADDRESSES\n");
}

static void a_full_disk_is_noticed(void **state)
{
	_cleanup_close_ int full_fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(rows_write(full_fd, "row\n"), -ENOSPC);
	assert_int_equal(rows_write(full_fd, ""), 0);
	assert_int_equal(rows_write(-1, "row\n"), -EBADF);
}

/* Reads all, but not before the pipe is full. */
static _Noreturn void read_late(int fd, int pipe_bytes)
{
	char bytes[4096];
	int n_there = 0;

	while (n_there < pipe_bytes && ioctl(fd, FIONREAD, &n_there) == 0)
		sched_yield();
	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
	_exit(0);
}

static void a_pipe_that_does_not_wait_gets_all(void **state)
{
	static char text[1 << 20];
	int pipe_fds[2], pipe_bytes;
	pid_t tgid;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_return_code(pipe2(pipe_fds, O_NONBLOCK), errno);
	pipe_bytes = fcntl(pipe_fds[1], F_GETPIPE_SZ);
	tgid = fork();
	if (tgid == 0) {
		close(pipe_fds[1]);
		fcntl(pipe_fds[0], F_SETFL, 0);
		read_late(pipe_fds[0], pipe_bytes);
	}
	close(pipe_fds[0]);
	assert_int_equal(rows_write(pipe_fds[1], text), 0);
	close(pipe_fds[1]);
	assert_int_equal(waitpid(tgid, NULL, 0), tgid);
}

#define with_answer(test) cmocka_unit_test_setup_teardown(test, set_up, clear)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_answer(rows_are_exact),
		with_answer(all_have_rows),
		with_answer(the_table_is_exact),
		with_answer(json_is_exact),
		with_answer(json_has_whole_ids),
		with_answer(no_rows_are_an_answer),
		cmocka_unit_test(a_full_disk_is_noticed),
		cmocka_unit_test(a_pipe_that_does_not_wait_gets_all),
	};

	alarm(60); /* a wait without an end is a failure too */
	return cmocka_run_group_tests_name("weave-ps rows", tests, NULL, NULL);
}
