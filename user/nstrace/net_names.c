// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Only what one meets: no library has these words, and a number is an honest answer for the rest.
 */
#include "nstrace/net_names.h"

#include <linux/rtnetlink.h>
#include <stddef.h>
#include <sys/socket.h>

#define NAME(number)	   [number] = #number
/* The four messages about one thing have consecutive numbers. */
#define NEW_DEL_GET(thing) NAME(RTM_NEW##thing), NAME(RTM_DEL##thing), NAME(RTM_GET##thing)

static const char *name_of(const char *const *names, size_t n_names, uint16_t number)
{
	return number < n_names ? names[number] : NULL;
}

#define NAME_OF(names, number) name_of(names, sizeof(names) / sizeof((names)[0]), number)

const char *net_family_name(uint16_t family)
{
	static const char *const names[] = {
		NAME(AF_UNSPEC), NAME(AF_UNIX),	  NAME(AF_INET),      NAME(AF_INET6),
		NAME(AF_BRIDGE), NAME(AF_PACKET), NAME(AF_NETLINK),   NAME(AF_MPLS),
		NAME(AF_CAN),	 NAME(AF_TIPC),	  NAME(AF_BLUETOOTH), NAME(AF_ALG),
		NAME(AF_VSOCK),	 NAME(AF_XDP),
	};

	return NAME_OF(names, family);
}

const char *net_socket_type_name(uint16_t type)
{
	static const char *const names[] = {
		NAME(SOCK_STREAM),
		NAME(SOCK_DGRAM),
		NAME(SOCK_RAW),
		NAME(SOCK_SEQPACKET),
	};

	return NAME_OF(names, type);
}

const char *net_rtnetlink_name(uint16_t request)
{
	static const char *const names[] = {
		NEW_DEL_GET(LINK),	NAME(RTM_SETLINK),	NEW_DEL_GET(ADDR),
		NEW_DEL_GET(ROUTE),	NEW_DEL_GET(NEIGH),	NEW_DEL_GET(RULE),
		NEW_DEL_GET(QDISC),	NEW_DEL_GET(TCLASS),	NEW_DEL_GET(TFILTER),
		NAME(RTM_GETMULTICAST), NAME(RTM_GETANYCAST),	NAME(RTM_GETNEIGHTBL),
		NAME(RTM_SETNEIGHTBL),	NEW_DEL_GET(ADDRLABEL), NAME(RTM_GETDCB),
		NAME(RTM_SETDCB),	NAME(RTM_GETNETCONF),	NEW_DEL_GET(MDB),
		NEW_DEL_GET(NSID),	NAME(RTM_GETSTATS),	NEW_DEL_GET(CHAIN),
		NEW_DEL_GET(NEXTHOP),	NAME(RTM_NEWLINKPROP),	NAME(RTM_DELLINKPROP),
	};

	return NAME_OF(names, request);
}
