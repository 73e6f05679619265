// SPDX-License-Identifier: GPL-2.0-or-later
/* How acts read, and that no name or path in them can do harm to a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/un.h>

#include "nstrace/act_text.h"

static void assert_text(const struct act *act, const char *expected)
{
	char text[ACT_TEXT_MAX];

	assert_string_equal(act_text(act, text), expected);
}

static struct act link_act(const char *name, int error)
{
	struct act act = {.kind = NSTRACE_ACT_NETLINK,
			  .family = AF_NETLINK,
			  .protocol = NETLINK_ROUTE,
			  .request = RTM_GETLINK,
			  .error = error,
			  .target_bytes = (uint32_t)strlen(name) + 1};

	memcpy(act.target, name, act.target_bytes);
	return act;
}

static void test_links(void **state)
{
	struct act act = link_act("weave", -ENODEV);

	(void)state;
	assert_text(&act, "RTM_GETLINK \"weave\" = ENODEV");
	act.error = 0;
	assert_text(&act, "RTM_GETLINK \"weave\"");
	act = link_act("\33[31m\n", -ENODEV);
	assert_text(&act, "RTM_GETLINK \"\\x1b[31m\\x0a\" = ENODEV");
	act = (struct act){.kind = NSTRACE_ACT_LINK_INDEX, .target = "eth0", .target_bytes = 5};
	assert_text(&act, "SIOCGIFINDEX \"eth0\"");
}

static void test_requests(void **state)
{
	struct act act = {.kind = NSTRACE_ACT_NETLINK, .request = RTM_GETADDR, .is_dump = true};

	(void)state;
	assert_text(&act, "RTM_GETADDR dump");
	act.request_family = AF_INET6;
	assert_text(&act, "RTM_GETADDR AF_INET6 dump");
	act.is_dump = false;
	act.request_family = 0;
	act.ifindex = 7;
	assert_text(&act, "RTM_GETADDR link 7");
	act.request = 4711;
	act.request_family = 99;
	assert_text(&act, "type 4711 link 7 family 99");
	act = (struct act){.kind = NSTRACE_ACT_NETLINK,
			   .protocol = NETLINK_GENERIC,
			   .request = 31,
			   .error = -EPERM};
	assert_text(&act, "netlink 16 type 31 = EPERM");
}

static void test_sockets(void **state)
{
	struct act act = {.kind = NSTRACE_ACT_SOCKET, .family = AF_INET, .type = SOCK_DGRAM};

	(void)state;
	assert_text(&act, "socket(AF_INET, SOCK_DGRAM)");
	act.family = 200;
	act.type = 77;
	assert_text(&act, "socket(family 200, 77)");
}

static struct act address_act(const void *address, size_t n_bytes)
{
	struct act act = {.kind = NSTRACE_ACT_CONNECT, .target_bytes = (uint32_t)n_bytes};

	memcpy(act.target, address, n_bytes);
	return act;
}

static void test_addresses(void **state)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(443), .sin6_addr.s6_addr[15] = 1};
	struct act act;

	(void)state;
	inet_pton(AF_INET, "10.0.0.1", &in.sin_addr);
	act = address_act(&in, sizeof(in));
	assert_text(&act, "connect(10.0.0.1:80)");
	act.kind = NSTRACE_ACT_BIND;
	act.error = -EADDRINUSE;
	assert_text(&act, "bind(10.0.0.1:80) = EADDRINUSE");
	act = address_act(&in6, sizeof(in6));
	assert_text(&act, "connect([::1]:443)");
	/* What is too short to be an address of its family. */
	act = address_act(&in6, 8);
	assert_text(&act, "connect(AF_INET6)");
	act = address_act(&in, 2);
	assert_text(&act, "connect(AF_INET)");
	act = address_act(&in, 1);
	assert_text(&act, "connect(?)");
}

static void test_paths(void **state)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/run/a\33b"};
	char text[ACT_TEXT_MAX];
	struct act act = address_act(&un, 2 + 8);

	(void)state;
	assert_text(&act, "connect(/run/a\\x1bb)");
	memcpy(un.sun_path, "\0name\0x", 7);
	act = address_act(&un, 2 + 7);
	assert_text(&act, "connect(@name@x)");
	act = address_act(&un, 2);
	assert_text(&act, "connect(AF_UNIX)");
	memset(un.sun_path, '\1', sizeof(un.sun_path));
	act = address_act(&un, sizeof(un));
	assert_true(strlen(act_text(&act, text)) < ACT_TEXT_MAX - 1);
}

static void test_at_home(void **state)
{
	static const struct {
		struct home_answer answer;
		const char *expected;
	} rows[] = {
		{{HOME_NOT_ASKED, 0, 0}, ""},
		{{HOME_HAS_IT, 7, 0}, "at home: ifindex 7"},
		{{HOME_LACKS_IT, 0, 0}, "at home: ENODEV"},
		{{HOME_DID_NOT_ANSWER, 0, -ESRCH}, "at home: could not ask (ESRCH)"},
	};
	char text[ACT_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(act_text_at_home(&rows[i].answer, text), rows[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),	cmocka_unit_test(test_requests),
		cmocka_unit_test(test_sockets), cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_paths),	cmocka_unit_test(test_at_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
