/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The acts that are evidence: sockets opened, addresses connected and bound to, links asked for by
 * name. Each is one function, which sends one record, or none if it was not that.
 */
#ifndef ACT_H
#define ACT_H

#include "evidence.h"

#define SOCK_TYPES   0xf /* the rest of socket()'s type are flags */
#define SIOCGIFINDEX 0x8933
#define IFNAMSIZ     16

static __always_inline int act_socket(const struct ended *ended)
{
	struct nstrace_evidence *record;

	if (ended->ret < 0)
		return 0;
	record = evidence_reserve(NSTRACE_ACT_SOCKET, ended, NULL);
	if (!record)
		return 0;
	record->family = ended_argument(ended, 0);
	record->type = ended_argument(ended, 1) & SOCK_TYPES;
	record->protocol = ended_argument(ended, 2);
	bpf_ringbuf_submit(record, 0);
	return 0;
}

/* connect(fd, address, n_bytes), and bind. A netlink socket's own address is of no interest. */
static __always_inline int act_address(__u32 act, const struct ended *ended)
{
	struct sock *sock = evidence_sock(ended);
	struct nstrace_evidence *record;

	if (!sock || BPF_CORE_READ(sock, __sk_common.skc_family) == AF_NETLINK)
		return 0;
	record = evidence_reserve(act, ended, sock);
	if (!record)
		return 0;
	evidence_read(record, ended_argument(ended, 1), (__u32)ended_argument(ended, 2));
	bpf_ringbuf_submit(record, 0);
	return 0;
}

/* ioctl(fd, SIOCGIFINDEX, ifreq): how if_nametoindex() asks. */
static __always_inline int act_ioctl(const struct ended *ended)
{
	struct nstrace_evidence *record;
	struct sock *sock;

	if ((__u32)ended_argument(ended, 1) != SIOCGIFINDEX)
		return 0;
	sock = evidence_sock(ended);
	if (!sock)
		return 0;
	record = evidence_reserve(NSTRACE_ACT_LINK_INDEX, ended, sock);
	if (!record)
		return 0;
	evidence_read(record, ended_argument(ended, 2), IFNAMSIZ);
	bpf_ringbuf_submit(record, 0);
	return 0;
}

#endif
