// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink replies, whole and not: the kernel is the other end of a socket pair, and has queued its
 * datagrams before it is asked. The first request has the sequence number 1.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/socket.h>
#include "lib/rtnl.h"
#include "netlink_message.h"

struct kernel {
	int fd;
	struct netlink *nl;
	char *datagram;
	size_t n_bytes;
};

static int start_kernel(void **state)
{
	struct kernel *kernel = calloc(1, sizeof(*kernel));
	int send_buffer_bytes = 1 << 20;
	int fds[2];

	assert_return_code(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), errno);
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &send_buffer_bytes, sizeof(send_buffer_bytes));
	kernel->fd = fds[0];
	*state = kernel;
	return netlink_open_fd(fds[1], &kernel->nl);
}

static int stop_kernel(void **state)
{
	struct kernel *kernel = *state;

	netlink_close(kernel->nl);
	safe_close(kernel->fd);
	free(kernel->datagram);
	free(kernel);
	return 0;
}

/* Adds a message to the datagram that is sent next. */
static void say(struct kernel *kernel, union message *message, int sequence, int flags)
{
	size_t n_bytes = MNL_ALIGN(message->header.nlmsg_len);

	message->header.nlmsg_seq = (uint32_t)sequence;
	message->header.nlmsg_flags = (uint16_t)flags;
	kernel->datagram = realloc(kernel->datagram, kernel->n_bytes + n_bytes);
	memcpy(kernel->datagram + kernel->n_bytes, message, n_bytes);
	kernel->n_bytes += n_bytes;
}

static void say_link(struct kernel *kernel, int ifindex, int sequence, int flags)
{
	union message message;

	begin_link(&message, ifindex);
	say(kernel, &message, sequence, flags);
}

static void say_address(struct kernel *kernel, int family, size_t n_bytes)
{
	static const char zeros[sizeof(struct in6_addr)];
	union message message;
	struct nlmsghdr *header = begin(&message, RTM_NEWADDR, sizeof(struct ifaddrmsg));

	((struct ifaddrmsg *)mnl_nlmsg_get_payload(header))->ifa_family = (uint8_t)family;
	mnl_attr_put(header, IFA_ADDRESS, n_bytes, zeros);
	say(kernel, &message, 1, NLM_F_MULTI);
}

/* NLMSG_DONE or NLMSG_ERROR */
static void say_end(struct kernel *kernel, int type, int error, int sequence, int flags)
{
	union message message;
	struct nlmsghdr *header = begin(&message, type, sizeof(error));

	memcpy(mnl_nlmsg_get_payload(header), &error, sizeof(error));
	say(kernel, &message, sequence, flags);
}

static void send_it(struct kernel *kernel)
{
	assert_int_equal(send(kernel->fd, kernel->datagram, kernel->n_bytes, MSG_DONTWAIT),
			 kernel->n_bytes);
	kernel->n_bytes = 0;
}

static size_t n_requests(struct kernel *kernel)
{
	size_t n = 0;
	char byte;

	while (recv(kernel->fd, &byte, 1, MSG_DONTWAIT) > 0)
		n++;
	return n;
}

/* Nothing follows what was scripted: who waits for more gets the end of the stream, not a hang. */
static struct netlink *ready(struct kernel *kernel)
{
	shutdown(kernel->fd, SHUT_WR);
	return kernel->nl;
}

static void assert_dump(struct kernel *kernel, const int *ifindexes, size_t n)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	size_t i;

	assert_int_equal(rtnl_dump_links(ready(kernel), &links), 0);
	assert_int_equal(links.n, n);
	for (i = 0; i < n; i++)
		assert_int_equal(links.items[i].ifindex, ifindexes[i]);
}

static int dump_result(struct kernel *kernel)
{
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	int r = rtnl_dump_links(ready(kernel), &links);

	if (r < 0)
		assert_null(links.items);
	return r;
}

static void a_dump_may_span_datagrams(void **state)
{
	struct kernel *kernel = *state;

	say_link(kernel, 1, 1, NLM_F_MULTI);
	say_link(kernel, 2, 1, NLM_F_MULTI);
	send_it(kernel);
	say_link(kernel, 3, 1, NLM_F_MULTI);
	send_it(kernel);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_dump(kernel, (int[]){1, 2, 3}, 3);
}

/* The kernel's word for all families is all families. */
static void addresses_of_other_families_are_skipped(void **state)
{
	_cleanup_rtnl_addresses_ struct rtnl_addresses addresses = {0};
	struct kernel *kernel = *state;

	say_address(kernel, AF_INET, sizeof(struct in_addr));
	say_address(kernel, AF_PHONET, 1);
	say_address(kernel, AF_INET6, sizeof(struct in6_addr));
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_int_equal(rtnl_dump_addresses(ready(kernel), AF_UNSPEC, &addresses), 0);
	assert_int_equal(addresses.n, 2);
	assert_int_equal(addresses.items[0].family, AF_INET);
	assert_int_equal(addresses.items[1].family, AF_INET6);
}

static void a_dump_may_be_empty(void **state)
{
	struct kernel *kernel = *state;

	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_dump(kernel, NULL, 0);
}

static void an_interrupted_dump_is_repeated(void **state)
{
	struct kernel *kernel = *state;

	say_link(kernel, 1, 1, NLM_F_MULTI);
	say_link(kernel, 2, 1, NLM_F_MULTI | NLM_F_DUMP_INTR);
	send_it(kernel);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	say_link(kernel, 7, 2, NLM_F_MULTI);
	/* The flag may come with the end only. */
	say_end(kernel, NLMSG_DONE, 0, 2, NLM_F_MULTI | NLM_F_DUMP_INTR);
	send_it(kernel);
	say_link(kernel, 8, 3, NLM_F_MULTI);
	say_end(kernel, NLMSG_DONE, 0, 3, NLM_F_MULTI);
	send_it(kernel);
	assert_dump(kernel, (int[]){8}, 1);
	assert_int_equal(n_requests(kernel), 3);
}

static void endless_interruption_is_an_error(void **state)
{
	struct kernel *kernel = *state;
	int i;

	for (i = 1; i <= 50; i++) {
		say_end(kernel, NLMSG_DONE, 0, i, NLM_F_MULTI | NLM_F_DUMP_INTR);
		send_it(kernel);
	}
	assert_int_equal(dump_result(kernel), -EAGAIN);
	assert_in_range(n_requests(kernel), 2, 49);
}

static void a_dump_without_its_end_is_an_error(void **state)
{
	struct kernel *kernel = *state;

	say_link(kernel, 1, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_int_equal(dump_result(kernel), -EBADMSG);
}

static void a_dump_can_fail_at_its_end(void **state)
{
	struct kernel *kernel = *state;

	say_link(kernel, 1, 1, NLM_F_MULTI);
	say_end(kernel, NLMSG_DONE, -EMSGSIZE, 1, NLM_F_MULTI);
	send_it(kernel);
	say_end(kernel, NLMSG_DONE, EMSGSIZE, 2, NLM_F_MULTI); /* of the wrong sign */
	send_it(kernel);
	assert_int_equal(dump_result(kernel), -EMSGSIZE);
	assert_int_equal(dump_result(kernel), -EBADMSG);
}

static void an_overrun_is_an_error(void **state)
{
	struct kernel *kernel = *state;

	say_end(kernel, NLMSG_OVERRUN, 0, 1, NLM_F_MULTI);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_int_equal(dump_result(kernel), -ENOBUFS);
}

static void a_message_longer_than_its_datagram_is_an_error(void **state)
{
	struct kernel *kernel = *state;

	say_link(kernel, 1, 1, NLM_F_MULTI);
	((struct nlmsghdr *)kernel->datagram)->nlmsg_len += 4;
	send_it(kernel);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_int_equal(dump_result(kernel), -EBADMSG);
}

/* What a parser refuses fails the dump, but the reply is read to its end: the socket stays good. */
static void a_bad_message_does_not_spoil_the_socket(void **state)
{
	struct kernel *kernel = *state;
	union message message;

	mnl_attr_put(begin_link(&message, 1), IFLA_LINK, 2, "??");
	say(kernel, &message, 1, NLM_F_MULTI);
	send_it(kernel);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	say_link(kernel, 2, 2, NLM_F_MULTI);
	say_end(kernel, NLMSG_DONE, 0, 2, NLM_F_MULTI);
	send_it(kernel);
	assert_int_equal(dump_result(kernel), -EBADMSG);
	assert_dump(kernel, (int[]){2}, 1);
}

static void answers_to_others_are_skipped(void **state)
{
	struct kernel *kernel = *state;

	say_link(kernel, 9, 77, NLM_F_MULTI);
	say_end(kernel, NLMSG_DONE, -EIO, 77, NLM_F_MULTI);
	say_link(kernel, 1, 1, NLM_F_MULTI);
	say_end(kernel, NLMSG_NOOP, 0, 1, 0);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_dump(kernel, (int[]){1}, 1);
}

static void a_large_datagram_is_read_whole(void **state)
{
	struct kernel *kernel = *state;
	_cleanup_rtnl_links_ struct rtnl_links links = {0};
	size_t i, n = 0;

	while (kernel->n_bytes < 100 * 1024)
		say_link(kernel, (int)++n, 1, NLM_F_MULTI);
	say_end(kernel, NLMSG_DONE, 0, 1, NLM_F_MULTI);
	send_it(kernel);
	assert_int_equal(rtnl_dump_links(ready(kernel), &links), 0);
	assert_int_equal(links.n, n);
	for (i = 0; i < n; i++)
		assert_int_equal(links.items[i].ifindex, i + 1);
}

static void the_kernels_error_is_ours(void **state)
{
	struct kernel *kernel = *state;
	struct rtnl_link link = {.ifindex = 4711};

	say_end(kernel, NLMSG_ERROR, -ENODEV, 1, 0);
	send_it(kernel);
	say_end(kernel, NLMSG_ERROR, ENODEV, 2,
		0); /* of the wrong sign: not to be taken for success */
	send_it(kernel);
	say_end(kernel, NLMSG_ERROR, 0, 3, 0); /* an ACK that nobody asked for is no link */
	send_it(kernel);
	assert_int_equal(rtnl_get_link(ready(kernel), "weave", &link), -ENODEV);
	assert_int_equal(rtnl_get_link(ready(kernel), "weave", &link), -EBADMSG);
	assert_int_equal(rtnl_get_link(ready(kernel), "weave", &link), -EBADMSG);
	assert_int_equal(link.ifindex, 4711);
}

static void one_link_ends_the_reply(void **state)
{
	struct kernel *kernel = *state;
	struct rtnl_link link;

	say_link(kernel, 5, 1, 0);
	send_it(kernel);
	assert_int_equal(rtnl_get_link(ready(kernel), "weave", &link), 0);
	assert_int_equal(link.ifindex, 5);
}

#define scripted(test) cmocka_unit_test_setup_teardown(test, start_kernel, stop_kernel)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		scripted(a_dump_may_span_datagrams),
		scripted(addresses_of_other_families_are_skipped),
		scripted(a_dump_may_be_empty),
		scripted(an_interrupted_dump_is_repeated),
		scripted(endless_interruption_is_an_error),
		scripted(a_dump_without_its_end_is_an_error),
		scripted(a_dump_can_fail_at_its_end),
		scripted(an_overrun_is_an_error),
		scripted(a_message_longer_than_its_datagram_is_an_error),
		scripted(a_bad_message_does_not_spoil_the_socket),
		scripted(answers_to_others_are_skipped),
		scripted(a_large_datagram_is_read_whole),
		scripted(the_kernels_error_is_ours),
		scripted(one_link_ends_the_reply),
	};

	return cmocka_run_group_tests_name("rtnl replies", tests, NULL, NULL);
}
