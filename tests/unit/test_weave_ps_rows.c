// SPDX-License-Identifier: GPL-2.0-or-later
/* weave-ps: what it prints, to the byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>
#include "weave-ps/rows.h"

static const unsigned char some_mac[ETH_ALEN] = {0xca, 0xfe, 0, 0, 0x0a, 0x17};

struct answer {
	struct bridge bridge;
	struct visit visits[2];
	struct target items[6];
	struct targets targets;
};

static void add_address(struct interface *interface, const char *text, unsigned int prefix_length)
{
	struct rtnl_address address = {.family = AF_INET, .prefix_length = prefix_length};

	assert_int_equal(inet_pton(AF_INET, text, &address.in), 1);
	assert_int_equal(interface_append_address(interface, &address), 0);
}

/* The bridge, a container with two interfaces, one with no address, one that is not there. */
static int set_up_answer(void **state)
{
	struct answer *answer = calloc(1, sizeof(*answer));
	struct interfaces *two = &answer->visits[0].interfaces;
	struct interfaces *bare = &answer->visits[1].interfaces;

	assert_int_equal(interfaces_append(&answer->bridge.interfaces, "weave", some_mac), 0);
	add_address(&answer->bridge.interfaces.items[0], "10.32.0.1", 12);
	assert_int_equal(interfaces_append(two, "ethwe", some_mac), 0);
	add_address(&two->items[0], "10.32.0.2", 12);
	add_address(&two->items[0], "192.168.255.255", 32);
	assert_int_equal(interfaces_append(two, "e\x1b[2J\"\xff\\", some_mac), 0);
	add_address(&two->items[1], "0.0.0.0", 0);
	assert_int_equal(interfaces_append(bare, "eth0", some_mac), 0);
	memcpy(answer->items,
	       (struct target[]){{"weave:expose", true, NO_VISIT},
				 {"0123456789abcdef", false, 0},
				 {"web-2", false, 1},
				 {"nobody", false, NO_VISIT},
				 {"x\ny", false, 1}},
	       5 * sizeof(struct target));
	answer->targets = (struct targets){
		.items = answer->items, .n = 5, .visits = answer->visits, .n_visits = 2};
	*state = answer;
	return 0;
}

static int clear_answer(void **state)
{
	struct answer *answer = *state;

	bridge_clear(&answer->bridge);
	interfaces_clear(&answer->visits[0].interfaces);
	interfaces_clear(&answer->visits[1].interfaces);
	free(answer);
	return 0;
}

static void rows_are_exact(void **state)
{
	struct answer *answer = *state;
	_cleanup_free_ char *text = NULL;

	assert_int_equal(rows_text(&answer->bridge, &answer->targets, false, &text), 0);
	assert_string_equal(text, "weave:expose ca:fe:00:00:0a:17 10.32.0.1/12\n"
				  "0123456789ab ca:fe:00:00:0a:17 10.32.0.2/12 192.168.255.255/32\n"
				  "0123456789ab ca:fe:00:00:0a:17 0.0.0.0/0\n"
				  "web-2 ca:fe:00:00:0a:17\n"
				  "x\\x0ay ca:fe:00:00:0a:17\n");
}

static void json_is_exact(void **state)
{
	struct answer *answer = *state;
	_cleanup_free_ char *text = NULL;

	answer->targets.n = 3;
	assert_int_equal(rows_text(&answer->bridge, &answer->targets, true, &text), 0);
	assert_string_equal(text, "[\n"
				  "  {\n"
				  "    \"id\": \"weave:expose\",\n"
				  "    \"interface\": \"weave\",\n"
				  "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
				  "    \"addresses\": [\n"
				  "      \"10.32.0.1/12\"\n"
				  "    ]\n"
				  "  },\n"
				  "  {\n"
				  "    \"id\": \"0123456789abcdef\",\n"
				  "    \"interface\": \"ethwe\",\n"
				  "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
				  "    \"addresses\": [\n"
				  "      \"10.32.0.2/12\",\n"
				  "      \"192.168.255.255/32\"\n"
				  "    ]\n"
				  "  },\n"
				  "  {\n"
				  "    \"id\": \"0123456789abcdef\",\n"
				  "    \"interface\": \"e\\\\x1b[2J\\\"\\\\xff\\\\x5c\",\n"
				  "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
				  "    \"addresses\": [\n"
				  "      \"0.0.0.0/0\"\n"
				  "    ]\n"
				  "  },\n"
				  "  {\n"
				  "    \"id\": \"web-2\",\n"
				  "    \"interface\": \"eth0\",\n"
				  "    \"mac\": \"ca:fe:00:00:0a:17\",\n"
				  "    \"addresses\": []\n"
				  "  }\n"
				  "]\n");
}

static void no_rows_are_an_answer(void **state)
{
	struct answer *answer = *state;
	_cleanup_free_ char *rows = NULL, *json = NULL;

	answer->targets.n = 0;
	assert_int_equal(rows_text(&answer->bridge, &answer->targets, false, &rows), 0);
	assert_string_equal(rows, "");
	assert_int_equal(rows_text(&answer->bridge, &answer->targets, true, &json), 0);
	assert_string_equal(json, "[]\n");
}

static void a_full_disk_is_noticed(void **state)
{
	_cleanup_close_ int full_fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(rows_write(full_fd, "row\n"), -ENOSPC);
	assert_int_equal(rows_write(full_fd, ""), 0);
	assert_int_equal(rows_write(-1, "row\n"), -EBADF);
}

#define with_answer(test) cmocka_unit_test_setup_teardown(test, set_up_answer, clear_answer)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_answer(rows_are_exact),
		with_answer(json_is_exact),
		with_answer(no_rows_are_an_answer),
		cmocka_unit_test(a_full_disk_is_noticed),
	};

	return cmocka_run_group_tests_name("weave-ps rows", tests, NULL, NULL);
}
