/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Netlink requests, and what the kernel answered. Nothing is understood here but where an answer
 * belongs: bytes are copied, and read by user space.
 */
#ifndef ACT_NETLINK_H
#define ACT_NETLINK_H

#include "evidence.h"

#define NLMSG_ERROR 2

/* As send() gets them: fixed by the ABI of 64-bit system calls. */
struct user_iovec {
	__u64 base;
	__u64 n_bytes;
};

struct user_message {
	__u64 name;
	__u64 name_bytes;
	__u64 iov;
	__u64 n_iov;
};

/* The head of a netlink message, and the first field of an error's. */
struct netlink_answer {
	__u32 n_bytes;
	__u16 type;
	__u16 flags;
	__u32 sequence;
	__u32 portid;
	__s32 error;
};

/* The kernel answers a request before send() returns, so the answer is at the end of the socket's
 * queue: the program need not even read it. Unless another thread was waiting for it and was
 * quicker; then nobody knows. Behind it there may be a few notifications. */
static __always_inline void act_netlink_find_answer(struct nstrace_evidence *record,
						    struct sock *sock)
{
	const struct netlink_answer *request = (const void *)record->data;
	struct netlink_sock *netlink = (struct netlink_sock *)sock;
	struct sk_buff_head *queue = &sock->sk_receive_queue;
	struct sk_buff *message = BPF_CORE_READ(queue, prev);
	struct netlink_answer answer = {};
	__u32 portid = BPF_CORE_READ(netlink, portid);

	for (int i = 0; i < 4; i++) {
		if (!message || (void *)message == (void *)queue)
			return;
		bpf_probe_read_kernel(&answer, sizeof(answer), BPF_CORE_READ(message, data));
		if (answer.sequence == request->sequence && answer.portid == portid) {
			record->flags |= NSTRACE_EVIDENCE_ANSWERED;
			record->error = answer.type == NLMSG_ERROR ? answer.error : 0;
			return;
		}
		message = BPF_CORE_READ(message, prev);
	}
}

static __always_inline int act_netlink(const struct ended *ended, struct sock *sock, __u64 from,
				       __u64 n_bytes)
{
	struct nstrace_evidence *record = evidence_reserve(NSTRACE_ACT_NETLINK, ended, sock);

	if (!record)
		return 0;
	evidence_read(record, from, n_bytes);
	if (ended->ret >= 0)
		act_netlink_find_answer(record, sock);
	bpf_ringbuf_submit(record, 0);
	return 0;
}

/* sendto(fd, from, n_bytes, …), or sendmsg(fd, message, …), of which only the first part is read:
 * requests are made of one. */
static __always_inline int act_netlink_send(const struct ended *ended, bool is_message)
{
	struct sock *sock = evidence_sock(ended);
	struct user_message message = {};
	struct user_iovec iov = {};

	if (!sock || BPF_CORE_READ(sock, __sk_common.skc_family) != AF_NETLINK)
		return 0;
	iov.base = ended_argument(ended, 1);
	iov.n_bytes = ended_argument(ended, 2);
	if (is_message) {
		bpf_probe_read_user(&message, sizeof(message), (void *)iov.base);
		bpf_probe_read_user(&iov, sizeof(iov), (void *)message.iov);
	}
	return act_netlink(ended, sock, iov.base, iov.n_bytes);
}

#endif
