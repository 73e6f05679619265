/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a thread did away from home, read out of the bytes of its record. Judges nothing. */
#ifndef ENGINE_ACT_H
#define ENGINE_ACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/types.h>
#include "nstrace_abi.h"

#define ACT_TARGET_MAX 116 /* room for any socket address; a link's name has far less */

struct act {
	enum nstrace_act kind;
	uint16_t family; /* these three of the socket */
	uint16_t type;
	uint16_t protocol;
	uint16_t request; /* NETLINK: type of the message, RTM_* if protocol is NETLINK_ROUTE */
	uint16_t request_family;    /* what it asks about: AF_UNSPEC for all or none */
	bool is_dump;		    /* it asks for all of them */
	bool is_answered;	    /* NETLINK: error is the kernel's answer, not only the call's */
	int32_t error;		    /* a negative errno; 0: none */
	int32_t ifindex;	    /* which link the request is about; 0: it does not say */
	struct nstrace_nsid socket; /* the namespace that the socket belongs to */
	uint32_t target_bytes;
	uint8_t target[ACT_TARGET_MAX]; /* hostile. CONNECT, BIND: the address; NETLINK, LINK_INDEX:
					 * the link's name with a NUL, or nothing */
};

/* Acts are compared byte by byte. */
_Static_assert(sizeof(struct act) == offsetof(struct act, target) + ACT_TARGET_MAX,
	       "struct act has holes");

/* The rest of an act that makes no sense is zero. */
void act_read(const struct nstrace_evidence *evidence, struct act *ret);

bool act_is_same(const struct act *a, const struct act *b);

/* The name of the link that was looked for and not found there, hostile; NULL: it is no such act.
 */
const char *act_missing_link(const struct act *act);

#endif
