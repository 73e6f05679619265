// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rtnetlink: crafted messages for the parsers, and the real kernel for what an unprivileged process
 * may ask. Replies that are not whole: test_rtnl_replies.c.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <linux/net_namespace.h>
#include "lib/netns.h"
#include "lib/rtnl.h"
#include "netlink_message.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static struct nlmsghdr *begin_address(union message *message, int family, int prefix_length)
{
	struct nlmsghdr *header = begin(message, RTM_NEWADDR, sizeof(struct ifaddrmsg));
	struct ifaddrmsg *address = mnl_nlmsg_get_payload(header);

	address->ifa_family = (uint8_t)family;
	address->ifa_prefixlen = (uint8_t)prefix_length;
	address->ifa_index = 7;
	return header;
}

static struct nlmsghdr *veth_message(union message *message)
{
	static const unsigned char mac[ETH_ALEN] = {2, 0, 0, 0, 0, 0x17};
	struct nlmsghdr *header = begin_link(message, 12);
	struct nlattr *info;

	mnl_attr_put_strz(header, IFLA_IFNAME, "ethwe");
	mnl_attr_put_u32(header, IFLA_LINK, 13);
	mnl_attr_put_u32(header, IFLA_LINK_NETNSID, 0);
	mnl_attr_put_u32(header, IFLA_MASTER, 5);
	mnl_attr_put_u8(header, IFLA_OPERSTATE, 6);
	mnl_attr_put(header, IFLA_ADDRESS, sizeof(mac), mac);
	mnl_attr_put_u32(header, IFLA_MAX + 10, 1); /* from a newer kernel */
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
	mnl_attr_nest_end(header, info);
	return header;
}

static void a_link_is_read_whole(void **state)
{
	static const unsigned char mac[ETH_ALEN] = {2, 0, 0, 0, 0, 0x17};
	union message message;
	struct rtnl_link link;

	(void)state;
	assert_int_equal(rtnl_parse_link(veth_message(&message), &link), 0);
	assert_int_equal(link.ifindex, 12);
	assert_int_equal(link.link, 13);
	assert_int_equal(link.link_netnsid, 0);
	assert_int_equal(link.master, 5);
	assert_int_equal(link.operstate, 6);
	assert_memory_equal(link.mac, mac, sizeof(mac));
	assert_string_equal(link.name, "ethwe");
	assert_string_equal(link.kind, "veth");
}

static void what_a_link_lacks_is_empty(void **state)
{
	static const unsigned char infiniband[20] = {1};
	static const unsigned char zeros[ETH_ALEN];
	union message message;
	struct nlmsghdr *header = begin_link(&message, 1);
	struct rtnl_link link;

	(void)state;
	mnl_attr_put(header, IFLA_ADDRESS, sizeof(infiniband), infiniband);
	assert_int_equal(rtnl_parse_link(header, &link), 0);
	assert_int_equal(link.link, 0);
	assert_int_equal(link.link_netnsid, RTNL_NO_NETNSID);
	assert_int_equal(link.master, 0);
	assert_int_equal(link.operstate, 0);
	assert_memory_equal(link.mac, zeros, sizeof(zeros));
	assert_string_equal(link.name, "");
	assert_string_equal(link.kind, "");
}

static void names_always_end(void **state)
{
	union message message;
	struct nlmsghdr *header = begin_link(&message, 1);
	struct rtnl_link link;

	(void)state;
	mnl_attr_put(header, IFLA_IFNAME, 16, "0123456789abcdef");
	assert_int_equal(rtnl_parse_link(header, &link), 0);
	assert_string_equal(link.name, "0123456789abcde");

	header = begin_link(&message, 1);
	mnl_attr_put(header, IFLA_IFNAME, 2, "lo");
	assert_int_equal(rtnl_parse_link(header, &link), 0);
	assert_string_equal(link.name, "lo");
}

static void numbers_of_a_wrong_size_are_refused(void **state)
{
	static const uint16_t types[] = {IFLA_LINK, IFLA_LINK_NETNSID, IFLA_MASTER};
	static const size_t sizes[] = {0, 2, 8};
	union message message;
	struct rtnl_link link = {.ifindex = 4711};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		for (j = 0; j < ARRAY_SIZE(sizes); j++) {
			struct nlmsghdr *header = begin_link(&message, 1);

			mnl_attr_put(header, types[i], sizes[j], "12345678");
			assert_int_equal(rtnl_parse_link(header, &link), -EBADMSG);
		}
	}
	assert_int_equal(link.ifindex, 4711);
}

/* Is this length one at which an attribute ends, with or without its padding? */
static bool ends_whole(const struct nlmsghdr *message, size_t n_bytes)
{
	const struct nlattr *attribute =
		mnl_nlmsg_get_payload_offset(message, sizeof(struct ifinfomsg));
	const char *end = (const char *)message + n_bytes;

	if ((const char *)attribute == end)
		return true;
	for (; (const char *)attribute < end; attribute = mnl_attr_next(attribute))
		if (end >= (const char *)attribute + mnl_attr_get_len(attribute) &&
		    end <= (const char *)mnl_attr_next(attribute))
			return true;
	return false;
}

/* The copy ends where the message does, so that a checker of memory sees a step beyond. */
static void cut_messages_are_refused(void **state)
{
	union message message;
	const struct nlmsghdr *header = veth_message(&message);
	struct rtnl_link link;
	size_t n_bytes;

	(void)state;
	for (n_bytes = sizeof(*header); n_bytes < header->nlmsg_len; n_bytes++) {
		struct nlmsghdr *copy = malloc(n_bytes);
		int r;

		memcpy(copy, header, n_bytes);
		copy->nlmsg_len = (uint32_t)n_bytes;
		r = rtnl_parse_link(copy, &link);
		free(copy);
		if (r != (ends_whole(header, n_bytes) ? 0 : -EBADMSG))
			fail_msg("cut to %zu bytes: %d", n_bytes, r);
	}
}

static void other_messages_are_refused(void **state)
{
	union message message;
	struct rtnl_link link;
	struct rtnl_address address;
	int netnsid;

	(void)state;
	veth_message(&message)->nlmsg_type = RTM_DELLINK;
	assert_int_equal(rtnl_parse_link(&message.header, &link), -EBADMSG);
	veth_message(&message);
	assert_int_equal(rtnl_parse_address(&message.header, &address), -EBADMSG);
	assert_int_equal(rtnl_parse_netnsid(&message.header, &netnsid), -EBADMSG);
}

/* 10.0.0.1 peer 10.0.0.2: the kernel sends the peer as IFA_ADDRESS, in either order. */
static void the_local_address_is_ours(void **state)
{
	struct in_addr ours = {htonl(0x0a000001)}, theirs = {htonl(0x0a000002)};
	union message message;
	struct rtnl_address address;
	struct nlmsghdr *header;

	(void)state;
	header = begin_address(&message, AF_INET, 12);
	mnl_attr_put(header, IFA_ADDRESS, sizeof(theirs), &theirs);
	mnl_attr_put(header, IFA_LOCAL, sizeof(ours), &ours);
	assert_int_equal(rtnl_parse_address(header, &address), 0);
	assert_int_equal(address.in.s_addr, ours.s_addr);
	assert_int_equal(address.ifindex, 7);
	assert_int_equal(address.family, AF_INET);
	assert_int_equal(address.prefix_length, 12);

	header = begin_address(&message, AF_INET, 32);
	mnl_attr_put(header, IFA_LOCAL, sizeof(ours), &ours);
	mnl_attr_put(header, IFA_ADDRESS, sizeof(theirs), &theirs);
	assert_int_equal(rtnl_parse_address(header, &address), 0);
	assert_int_equal(address.in.s_addr, ours.s_addr);
}

static void an_ipv6_address_has_no_local(void **state)
{
	union message message;
	struct nlmsghdr *header = begin_address(&message, AF_INET6, 64);
	struct rtnl_address address;
	struct in6_addr in6 = {.s6_addr = {0xfe, 0x80, [15] = 1}};

	(void)state;
	mnl_attr_put(header, IFA_ADDRESS, sizeof(in6), &in6);
	assert_int_equal(rtnl_parse_address(header, &address), 0);
	assert_int_equal(address.family, AF_INET6);
	assert_int_equal(address.prefix_length, 64);
	assert_memory_equal(&address.in6, &in6, sizeof(in6));
}

static void senseless_addresses_are_refused(void **state)
{
	static const struct {
		int family, prefix_length;
		size_t address_bytes;
	} cases[] = {
		{AF_INET, 33, 4},  {AF_INET, 24, 3},  {AF_INET, 24, 16}, {AF_INET6, 129, 16},
		{AF_INET6, 64, 4}, {AF_PACKET, 0, 4}, {AF_PACKET, 0, 0},
	};
	union message message;
	struct rtnl_address address;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct nlmsghdr *header =
			begin_address(&message, cases[i].family, cases[i].prefix_length);

		mnl_attr_put(header, IFA_LOCAL, cases[i].address_bytes, "0123456789abcdef");
		if (rtnl_parse_address(header, &address) != -EBADMSG)
			fail_msg("case %zu", i);
	}
	assert_int_equal(rtnl_parse_address(begin_address(&message, AF_INET, 24), &address),
			 -EBADMSG);
}

static void a_netnsid_is_signed(void **state)
{
	union message message;
	struct nlmsghdr *header = begin(&message, RTM_NEWNSID, sizeof(struct rtgenmsg));
	int netnsid;

	(void)state;
	assert_int_equal(rtnl_parse_netnsid(header, &netnsid), -EBADMSG);
	mnl_attr_put_u32(header, NETNSA_NSID, (uint32_t)-1);
	assert_int_equal(rtnl_parse_netnsid(header, &netnsid), 0);
	assert_int_equal(netnsid, RTNL_NO_NETNSID);
}

static void every_namespace_has_a_loopback(void **state)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	_cleanup_rtnl_addresses_ struct rtnl_addresses addresses = {0};
	struct rtnl_link link;

	(void)state;
	assert_int_equal(netlink_open(&nl), 0);
	assert_int_equal(rtnl_get_link(nl, "lo", &link), 0);
	assert_string_equal(link.name, "lo");
	assert_int_equal(rtnl_dump_links(nl, &links), 0);
	assert_true(links.n >= 1);
	assert_int_equal(links.items[0].ifindex, link.ifindex);
	assert_int_equal(rtnl_dump_addresses(nl, AF_INET, &addresses), 0);
}

static void there_is_no_such_link(void **state)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	struct rtnl_link link;

	(void)state;
	assert_int_equal(netlink_open(&nl), 0);
	assert_int_equal(rtnl_get_link(nl, "no-such-link", &link), -ENODEV);
	assert_int_equal(rtnl_get_link(nl, "longer-than-any-link", &link), -ENODEV);
	assert_int_equal(rtnl_get_link(nl, "", &link), -ENODEV);
}

static void a_netnsid_is_of_a_namespace(void **state)
{
	_cleanup_netlink_ struct netlink *nl = NULL;
	_cleanup_close_ int netns_fd = -1;
	int netnsid = 4711;

	(void)state;
	assert_int_equal(netlink_open(&nl), 0);
	assert_int_equal(netns_open_own(&netns_fd), 0);
	assert_int_equal(rtnl_get_netnsid(nl, netns_fd, &netnsid), 0);
	assert_int_not_equal(netnsid, 4711);
	assert_int_equal(rtnl_get_netnsid(nl, -1, &netnsid), -EBADF);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_read_whole),
		cmocka_unit_test(what_a_link_lacks_is_empty),
		cmocka_unit_test(names_always_end),
		cmocka_unit_test(numbers_of_a_wrong_size_are_refused),
		cmocka_unit_test(cut_messages_are_refused),
		cmocka_unit_test(other_messages_are_refused),
		cmocka_unit_test(the_local_address_is_ours),
		cmocka_unit_test(an_ipv6_address_has_no_local),
		cmocka_unit_test(senseless_addresses_are_refused),
		cmocka_unit_test(a_netnsid_is_signed),
		cmocka_unit_test(every_namespace_has_a_loopback),
		cmocka_unit_test(there_is_no_such_link),
		cmocka_unit_test(a_netnsid_is_of_a_namespace),
	};

	alarm(60); /* a wait without an end is a failure too */
	return cmocka_run_group_tests_name("rtnl", tests, NULL, NULL);
}
