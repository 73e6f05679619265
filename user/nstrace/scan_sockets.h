/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sockets of a process that are in one network namespace.
 *
 * A socket stays where it was made, wherever its thread goes. Descriptors are shared by the threads
 * of a process: whose work a socket serves is not to be known, only whose namespace it is in.
 */
#ifndef NSTRACE_SCAN_SOCKETS_H
#define NSTRACE_SCAN_SOCKETS_H

#include <stddef.h>
#include <stdint.h>
#include "lib/cleanup.h"

#define SCAN_ADDRESS_MAX 112 /* bytes with the NUL: the longest is the path of a unix socket */

struct scan_socket {
	const char *family;	       /* "tcp", "tcp6", "netlink", … */
	char local[SCAN_ADDRESS_MAX];  /* hostile text; "": none */
	char remote[SCAN_ADDRESS_MAX]; /* "": none */
};

struct scan_sockets {
	struct scan_socket *items;
	size_t n;
};

/* Those in the namespace where thread tid is, which has tgid's descriptors. What cannot be read, or
 * has ended, has none; the only error is -ENOMEM. The caller frees ret->items. */
int scan_sockets_read(uint32_t tgid, uint32_t tid, struct scan_sockets *ret) warn_unused_result_;

#endif
