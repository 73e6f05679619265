// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The bytes come from another process's memory: any length in them may be a lie, and what did not
 * fit the record is missing. Nothing here believes a length before libmnl has checked it.
 */
#include "engine/act.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>

static size_t data_bytes(const struct nstrace_evidence *evidence)
{
	return evidence->n_bytes < sizeof(evidence->data) ? evidence->n_bytes
							  : sizeof(evidence->data);
}

static void read_address(const struct nstrace_evidence *evidence, struct act *act)
{
	size_t n_bytes = data_bytes(evidence);

	act->target_bytes = (uint32_t)(n_bytes < ACT_TARGET_MAX ? n_bytes : ACT_TARGET_MAX);
	memcpy(act->target, evidence->data, act->target_bytes);
}

/* Up to its NUL or its end; one longer than fits is cut. */
static void read_name(const void *name, size_t n_bytes, struct act *act)
{
	size_t length = strnlen(name, n_bytes < ACT_TARGET_MAX ? n_bytes : ACT_TARGET_MAX - 1);

	if (!length)
		return;
	memcpy(act->target, name, length);
	act->target_bytes = (uint32_t)length + 1;
}

static void read_link_name(const struct nlattr *attribute, const uint8_t *end, struct act *act)
{
	for (; mnl_attr_ok(attribute, (int)(end - (const uint8_t *)attribute));
	     attribute = mnl_attr_next(attribute)) {
		uint16_t type = mnl_attr_get_type(attribute);

		if (type != IFLA_IFNAME && type != IFLA_ALT_IFNAME)
			continue;
		read_name(mnl_attr_get_payload(attribute), mnl_attr_get_payload_len(attribute),
			  act);
		return;
	}
}

/* The messages about links: NEW, DEL, GET and SET share their number but for the last two bits. */
static uint16_t subject(uint16_t request)
{
	return (request & ~3u) | (RTM_NEWLINK & 3);
}

/* A message may have less than its family's header: dumps need only the family. */
static void read_link_request(const uint8_t *payload, const uint8_t *end, struct act *act)
{
	struct ifinfomsg header;

	if ((size_t)(end - payload) < sizeof(header))
		return;
	memcpy(&header, payload, sizeof(header));
	act->ifindex = header.ifi_index;
	read_link_name((const void *)(payload + MNL_ALIGN(sizeof(header))), end, act);
}

static void read_address_request(const uint8_t *payload, const uint8_t *end, struct act *act)
{
	struct ifaddrmsg header;

	if ((size_t)(end - payload) < sizeof(header))
		return;
	memcpy(&header, payload, sizeof(header));
	act->ifindex = (int32_t)header.ifa_index;
}

static void read_neighbour_request(const uint8_t *payload, const uint8_t *end, struct act *act)
{
	struct ndmsg header;

	if ((size_t)(end - payload) < sizeof(header))
		return;
	memcpy(&header, payload, sizeof(header));
	act->ifindex = header.ndm_ifindex;
}

/* All of rtnetlink's own headers begin with the family. */
static void read_route_request(const uint8_t *payload, const uint8_t *end, struct act *act)
{
	if (payload >= end)
		return;
	act->request_family = *payload;
	if (subject(act->request) == RTM_NEWLINK)
		read_link_request(payload, end, act);
	else if (subject(act->request) == RTM_NEWADDR)
		read_address_request(payload, end, act);
	else if (subject(act->request) == RTM_NEWNEIGH)
		read_neighbour_request(payload, end, act);
}

/* GET with a dump's flags; with the others these bits mean something else. */
static bool is_dump(const struct nlmsghdr *message)
{
	return (message->nlmsg_type & 3) == (RTM_GETLINK & 3) &&
	       (message->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
}

static void read_netlink(const struct nstrace_evidence *evidence, struct act *act)
{
	size_t n_bytes = data_bytes(evidence);
	struct nlmsghdr message;

	act->is_answered = evidence->flags & NSTRACE_EVIDENCE_ANSWERED;
	if (n_bytes < sizeof(message))
		return;
	memcpy(&message, evidence->data, sizeof(message));
	if (message.nlmsg_len < n_bytes)
		n_bytes = message.nlmsg_len;
	act->request = message.nlmsg_type;
	if (act->protocol != NETLINK_ROUTE || n_bytes < MNL_NLMSG_HDRLEN)
		return;
	act->is_dump = is_dump(&message);
	read_route_request(evidence->data + MNL_NLMSG_HDRLEN, evidence->data + n_bytes, act);
}

void act_read(const struct nstrace_evidence *evidence, struct act *ret)
{
	*ret = (struct act){
		.kind = evidence->act,
		.family = evidence->family,
		.type = evidence->type,
		.protocol = evidence->protocol,
		.error = evidence->error,
		.socket = evidence->socket,
	};
	if (ret->kind == NSTRACE_ACT_CONNECT || ret->kind == NSTRACE_ACT_BIND)
		read_address(evidence, ret);
	else if (ret->kind == NSTRACE_ACT_NETLINK)
		read_netlink(evidence, ret);
	else if (ret->kind == NSTRACE_ACT_LINK_INDEX)
		read_name(evidence->data,
			  data_bytes(evidence) < IFNAMSIZ ? data_bytes(evidence) : IFNAMSIZ, ret);
}

bool act_is_same(const struct act *a, const struct act *b)
{
	return !memcmp(a, b, sizeof(*a));
}

const char *act_missing_link(const struct act *act)
{
	bool is_lookup = act->kind == NSTRACE_ACT_LINK_INDEX ||
			 (act->kind == NSTRACE_ACT_NETLINK && act->protocol == NETLINK_ROUTE &&
			  act->request == RTM_GETLINK);

	if (!is_lookup || act->error != -ENODEV || !act->target_bytes)
		return NULL;
	return (const char *)act->target;
}
