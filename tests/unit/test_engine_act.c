// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading records of acts: what programs send, what is cut off, and what only an attacker sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "engine/act.h"
#include "netlink_message.h"

static struct nstrace_evidence evidence_of(uint32_t act, const void *data, size_t n_bytes)
{
	struct nstrace_evidence evidence = {.act = act, .n_bytes = (uint32_t)n_bytes};

	memcpy(evidence.data, data,
	       n_bytes < sizeof(evidence.data) ? n_bytes : sizeof(evidence.data));
	return evidence;
}

static struct act read_message(const struct nlmsghdr *message, size_t n_bytes)
{
	struct nstrace_evidence evidence = evidence_of(NSTRACE_ACT_NETLINK, message, n_bytes);
	struct act act;

	evidence.family = AF_NETLINK;
	evidence.protocol = NETLINK_ROUTE;
	evidence.error = -ENODEV;
	evidence.flags = NSTRACE_EVIDENCE_ANSWERED;
	act_read(&evidence, &act);
	return act;
}

static struct nlmsghdr *get_link(union message *message, const char *name)
{
	struct nlmsghdr *header = begin(message, RTM_GETLINK, sizeof(struct ifinfomsg));

	header->nlmsg_flags = NLM_F_REQUEST;
	mnl_attr_put_u32(header, IFLA_EXT_MASK, 9);
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	return header;
}

static void test_link_by_name(void **state)
{
	union message message;
	struct nlmsghdr *header = get_link(&message, "weave");
	struct act act = read_message(header, header->nlmsg_len);

	(void)state;
	assert_int_equal(act.request, RTM_GETLINK);
	assert_int_equal(act.error, -ENODEV);
	assert_true(act.is_answered);
	assert_false(act.is_dump);
	assert_string_equal((char *)act.target, "weave");
	assert_string_equal(act_missing_link(&act), "weave");
	act.error = -EPERM;
	assert_null(act_missing_link(&act));
}

/* A sequence number is no difference; another answer is. */
static void test_same(void **state)
{
	union message message;
	struct nlmsghdr *header = get_link(&message, "weave");
	struct act a = read_message(header, header->nlmsg_len), b;

	(void)state;
	header->nlmsg_seq = 77;
	b = read_message(header, header->nlmsg_len);
	assert_true(act_is_same(&a, &b));
	b.error = 0;
	assert_false(act_is_same(&a, &b));
	header = get_link(&message, "weave0");
	b = read_message(header, header->nlmsg_len);
	assert_false(act_is_same(&a, &b));
}

static void test_link_by_number(void **state)
{
	union message message;
	struct nlmsghdr *header = begin(&message, RTM_GETLINK, sizeof(struct ifinfomsg));
	struct act act;

	(void)state;
	((struct ifinfomsg *)mnl_nlmsg_get_payload(header))->ifi_index = 42;
	act = read_message(header, header->nlmsg_len);
	assert_int_equal(act.ifindex, 42);
	assert_int_equal(act.target_bytes, 0);
	assert_null(act_missing_link(&act));
}

/* As libc sends it: one byte for the family is all. */
static void test_short_dump(void **state)
{
	union message message;
	struct nlmsghdr *header = begin(&message, RTM_GETADDR, sizeof(struct rtgenmsg));
	struct act act;

	(void)state;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	((struct rtgenmsg *)mnl_nlmsg_get_payload(header))->rtgen_family = AF_INET6;
	act = read_message(header, MNL_NLMSG_HDRLEN + 1);
	assert_true(act.is_dump);
	assert_int_equal(act.request_family, AF_INET6);
	assert_int_equal(act.ifindex, 0);
	/* With NEW the same bits mean to replace what is there. */
	header->nlmsg_type = RTM_NEWADDR;
	assert_false(read_message(header, MNL_NLMSG_HDRLEN + 1).is_dump);
}

static void test_other_subjects(void **state)
{
	union message message;
	struct nlmsghdr *header = begin(&message, RTM_NEWADDR, sizeof(struct ifaddrmsg));

	(void)state;
	((struct ifaddrmsg *)mnl_nlmsg_get_payload(header))->ifa_index = 5;
	assert_int_equal(read_message(header, header->nlmsg_len).ifindex, 5);
	header = begin(&message, RTM_DELNEIGH, sizeof(struct ndmsg));
	((struct ndmsg *)mnl_nlmsg_get_payload(header))->ndm_ifindex = 6;
	assert_int_equal(read_message(header, header->nlmsg_len).ifindex, 6);
	/* A route has no such header: the same bytes are not taken for one. */
	header->nlmsg_type = RTM_GETROUTE;
	assert_int_equal(read_message(header, header->nlmsg_len).ifindex, 0);
}

/* Each cut gives what is whole, and reads nothing behind it: run with a sanitizer, too. */
static void test_cut(void **state)
{
	union message message;
	struct nlmsghdr *header = get_link(&message, "weave");
	struct act act;

	(void)state;
	for (uint32_t n_bytes = 0; n_bytes < header->nlmsg_len; n_bytes++) {
		act = read_message(header, n_bytes);
		if (n_bytes < header->nlmsg_len - 2) /* what remains of the padding may be cut */
			assert_int_equal(act.target_bytes, 0);
		assert_int_equal(act.request, n_bytes < MNL_NLMSG_HDRLEN ? 0 : RTM_GETLINK);
	}
}

/* The kernel believes nlmsg_len, not what was sent behind it. */
static void test_short_by_its_own_word(void **state)
{
	union message message;
	struct nlmsghdr *header = get_link(&message, "weave");
	uint32_t n_bytes = header->nlmsg_len;

	(void)state;
	header->nlmsg_len = MNL_NLMSG_HDRLEN + sizeof(struct ifinfomsg);
	assert_int_equal(read_message(header, n_bytes).target_bytes, 0);
	header->nlmsg_len = 3;
	assert_int_equal(read_message(header, n_bytes).target_bytes, 0);
	header->nlmsg_len = UINT32_MAX;
	assert_string_equal((char *)read_message(header, n_bytes).target, "weave");
}

static void test_long_name(void **state)
{
	char name[101];
	union message message;
	struct nlmsghdr *header;
	struct act act;

	(void)state;
	memset(name, 'w', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	header = begin(&message, RTM_GETLINK, sizeof(struct ifinfomsg));
	mnl_attr_put(header, IFLA_ALT_IFNAME, 80, name); /* without a NUL */
	act = read_message(header, header->nlmsg_len);
	assert_int_equal(act.target_bytes, 81);
	assert_int_equal(strlen((char *)act.target), 80);
}

static void test_nonsense(void **state)
{
	union message message;
	struct nlmsghdr *header = get_link(&message, "weave");
	unsigned int seed = 1;
	struct act act;

	(void)state;
	for (unsigned int i = 0; i < 100000; i++) {
		size_t at = MNL_NLMSG_HDRLEN + (size_t)rand_r(&seed) % 48;
		struct nstrace_evidence evidence;

		message.bytes[at] = (char)rand_r(&seed);
		evidence = evidence_of((uint32_t)rand_r(&seed) % 7, header, 128);
		evidence.n_bytes = (uint32_t)rand_r(&seed) % 300;
		act_read(&evidence, &act);
		assert_true(act.target_bytes <= ACT_TARGET_MAX);
		if (act_missing_link(&act))
			assert_non_null(memchr(act.target, 0, ACT_TARGET_MAX));
	}
}

static void test_other_protocol(void **state)
{
	union message message;
	struct nlmsghdr *header = get_link(&message, "weave");
	struct nstrace_evidence evidence =
		evidence_of(NSTRACE_ACT_NETLINK, header, header->nlmsg_len);
	struct act act;

	(void)state;
	evidence.protocol = NETLINK_GENERIC;
	evidence.error = -ENODEV;
	act_read(&evidence, &act);
	assert_int_equal(act.request, RTM_GETLINK);
	assert_int_equal(act.target_bytes, 0);
	assert_null(act_missing_link(&act));
}

static void test_link_index(void **state)
{
	struct nstrace_evidence evidence =
		evidence_of(NSTRACE_ACT_LINK_INDEX, "0123456789abcdefgh", 16);
	struct act act;

	(void)state;
	evidence.error = -ENODEV;
	act_read(&evidence, &act);
	assert_string_equal(act_missing_link(&act), "0123456789abcdef");
}

static void test_address(void **state)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct nstrace_evidence evidence =
		evidence_of(NSTRACE_ACT_CONNECT, &address, sizeof(address));
	struct act act;

	(void)state;
	act_read(&evidence, &act);
	assert_int_equal(act.target_bytes, sizeof(address));
	assert_memory_equal(act.target, &address, sizeof(address));
	evidence.n_bytes = 4000;
	act_read(&evidence, &act);
	assert_int_equal(act.target_bytes, ACT_TARGET_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_by_name),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_link_by_number),
		cmocka_unit_test(test_short_dump),
		cmocka_unit_test(test_other_subjects),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_short_by_its_own_word),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_other_protocol),
		cmocka_unit_test(test_link_index),
		cmocka_unit_test(test_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
