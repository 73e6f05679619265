/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The puppet's steps that do something with the network: what nstrace tells of threads that are
 * away. The netlink message is written by hand, so that no library decides how it is sent.
 */
#ifndef PUPPET_NET_H
#define PUPPET_NET_H

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int net_fd = -1; /* the last socket that was opened */

static void net_socket(const char *family)
{
	if (net_fd >= 0)
		close(net_fd);
	if (!strcmp(family, "netlink"))
		net_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	else if (!strcmp(family, "unix"))
		net_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	else
		net_fd = socket(strcmp(family, "inet6") ? AF_INET : AF_INET6,
				SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (net_fd < 0)
		err(1, "socket %s", family);
}

/* "10.0.0.1:80", "[::1]:80", or a path; one that begins with @ is abstract. */
static socklen_t net_parse(const char *text, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;
	struct sockaddr_un *un = (struct sockaddr_un *)ret;
	const char *port = strrchr(text, ':');
	char host[64];

	memset(ret, 0, sizeof(*ret));
	if (!port) {
		un->sun_family = AF_UNIX;
		strncpy(un->sun_path, text, sizeof(un->sun_path) - 1);
		if (*text == '@')
			un->sun_path[0] = '\0';
		return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(text));
	}
	snprintf(host, sizeof(host), "%.*s", (int)(port - text), text);
	if (*host == '[') {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)strtoul(port + 1, NULL, 10));
		host[strcspn(host, "]")] = '\0';
		inet_pton(AF_INET6, host + 1, &in6->sin6_addr);
		return sizeof(*in6);
	}
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)strtoul(port + 1, NULL, 10));
	inet_pton(AF_INET, host, &in->sin_addr);
	return sizeof(*in);
}

/* That they fail is part of the play. */
static void net_connect(const char *text)
{
	struct sockaddr_storage address;
	socklen_t n_bytes = net_parse(text, &address);

	(void)!connect(net_fd, (struct sockaddr *)&address, n_bytes);
}

static void net_bind(const char *text)
{
	struct sockaddr_storage address;
	socklen_t n_bytes = net_parse(text, &address);

	(void)!bind(net_fd, (struct sockaddr *)&address, n_bytes);
}

struct net_request {
	struct nlmsghdr header;
	struct ifinfomsg link;
	struct nlattr name;
	char text[32];
};

static struct net_request net_link_request(const char *name)
{
	struct net_request request = {
		.header = {.nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 7},
		.name = {.nla_type = IFLA_IFNAME},
	};

	snprintf(request.text, sizeof(request.text), "%s", name);
	request.name.nla_len = (uint16_t)(NLA_HDRLEN + strlen(request.text) + 1);
	request.header.nlmsg_len =
		(uint32_t)offsetof(struct net_request, name) + NLA_ALIGN(request.name.nla_len);
	return request;
}

static void net_send(const struct net_request *request, const char *how)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	struct iovec part = {(void *)request, request->header.nlmsg_len};
	struct msghdr message = {.msg_name = &kernel,
				 .msg_namelen = sizeof(kernel),
				 .msg_iov = &part,
				 .msg_iovlen = 1};
	ssize_t n_bytes;

	if (!strcmp(how, "sendmsg"))
		n_bytes = sendmsg(net_fd, &message, 0);
	else
		n_bytes = sendto(net_fd, request, request->header.nlmsg_len, 0,
				 (struct sockaddr *)&kernel, sizeof(kernel));
	if (n_bytes < 0)
		err(1, "link: send");
}

/* "weave", "weave sendmsg", "weave ioctl": is there such a link? Over the socket that is open. */
static void net_link(const char *argument)
{
	char name[32] = "", how[16] = "", answer[8192];
	struct net_request request;

	if (sscanf(argument, "%31s %15s", name, how) < 1)
		errx(1, "link: no name");
	if (!strcmp(how, "ioctl")) {
		if_nametoindex(name);
		return;
	}
	request = net_link_request(name);
	net_send(&request, how);
	if (recv(net_fd, answer, sizeof(answer), 0) < 0)
		err(1, "link: recv");
}

/* Ask so many times: more than nstrace can take in while it is stopped. */
static void net_storm(const char *n_times)
{
	for (unsigned long n = strtoul(n_times, NULL, 10); n > 0; n--)
		net_link("lo");
}

#endif
