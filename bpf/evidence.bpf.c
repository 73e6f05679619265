// SPDX-License-Identifier: GPL-2.0-only
/*
 * Evidence: what a thread does while it is away from home. Sockets opened, addresses connected and
 * bound to, netlink requests and what the kernel answered.
 *
 * One program looks at the end of every system call, when the kernel has read the arguments and so
 * they are in memory. Tracepoints of single calls would need two programs each, and some 80 ms each
 * to be taken off again. All but a few calls leave after one comparison of their number, and those
 * few after one lookup unless a thread of their process is away.
 */
#include "fd.h"
#include "record.h"
#include "syscall.h"
#include <bpf/bpf_tracing.h>

#define AF_NETLINK   16
#define SOCK_TYPES   0xf /* the rest of socket()'s type are flags */
#define SIOCGIFINDEX 0x8933
#define IFNAMSIZ     16
#define NLMSG_ERROR  2

#define FUTEX_CMD_MASK	  0x7f
#define FUTEX_WAIT	  0
#define FUTEX_WAIT_BITSET 9

/* Errnos by which the kernel tells itself to restart a call: it is not over yet. */
#define ERESTARTSYS	      512
#define ERESTART_RESTARTBLOCK 516

/* 4,000 records, and apart from the events: a busy stray thread must not push out a switch. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1024 * 1024);
} evidence_ring SEC(".maps");

/* A system call that ended. */
struct ended {
	struct pt_regs *regs;
	long ret;
	struct nstrace_nsid where;
};

static __always_inline __u64 ended_argument(const struct ended *ended, __u32 index)
{
	return syscall_argument(ended->regs, index);
}

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

static __always_inline struct nstrace_nsid evidence_sock_nsid(struct sock *sock)
{
	struct net *net = BPF_CORE_READ(sock, __sk_common.skc_net.net);

	return (struct nstrace_nsid){.cookie = compat_net_cookie(net),
				     .ino = BPF_CORE_READ(net, ns.inum),
				     .kind = NSTRACE_KIND_NET};
}

/* A zeroed record, or NULL (and counted). The caller submits it. sock: NULL if it is new. */
static __always_inline struct nstrace_evidence *evidence_reserve(__u32 act,
								 const struct ended *ended,
								 struct sock *sock)
{
	struct task_struct *task = current_task();
	struct nstrace_evidence *record = bpf_ringbuf_reserve(&evidence_ring, sizeof(*record), 0);

	if (!record) {
		state_count_lost(NSTRACE_LOST_EVIDENCE);
		return NULL;
	}
	__builtin_memset(record, 0, sizeof(*record));
	record->time_nsec = bpf_ktime_get_boot_ns();
	record->thread_start_nsec = BPF_CORE_READ(task, start_boottime);
	record->process_start_nsec = BPF_CORE_READ(task, group_leader, start_boottime);
	record->act = act;
	record->tgid = BPF_CORE_READ(task, tgid);
	record->tid = BPF_CORE_READ(task, pid);
	record->error = ended->ret < 0 ? ended->ret : 0;
	record->where = ended->where;
	record->socket = sock ? evidence_sock_nsid(sock) : ended->where;
	if (sock) {
		record->family = BPF_CORE_READ(sock, __sk_common.skc_family);
		record->type = BPF_CORE_READ(sock, sk_type);
		record->protocol = BPF_CORE_READ(sock, sk_protocol);
	}
	bpf_probe_read_kernel_str(record->comm, sizeof(record->comm), &task->comm);
	return record;
}

/* What cannot be read, or does not fit, is left out. */
static __always_inline void evidence_read(struct nstrace_evidence *record, __u64 from,
					  __u64 n_bytes)
{
	if (n_bytes > sizeof(record->data))
		n_bytes = sizeof(record->data);
	if (!bpf_probe_read_user(record->data, n_bytes, (void *)from))
		record->n_bytes = n_bytes;
}

static __always_inline int evidence_socket(const struct ended *ended)
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

static __always_inline struct sock *evidence_sock(const struct ended *ended)
{
	return fd_sock(current_task(), (int)ended_argument(ended, 0));
}

/* connect(fd, address, n_bytes), and bind. A netlink socket's own address is of no interest. */
static __always_inline int evidence_address(__u32 act, const struct ended *ended)
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
static __always_inline int evidence_ioctl(const struct ended *ended)
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

/* The kernel answers a request before send() returns, so the answer is at the end of the socket's
 * queue: the program need not even read it. Unless another thread was waiting for it and was
 * quicker; then nobody knows. Behind it there may be a few notifications. */
static __always_inline void evidence_find_answer(struct nstrace_evidence *record, struct sock *sock)
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

static __always_inline int evidence_netlink(const struct ended *ended, struct sock *sock,
					    __u64 from, __u64 n_bytes)
{
	struct nstrace_evidence *record = evidence_reserve(NSTRACE_ACT_NETLINK, ended, sock);

	if (!record)
		return 0;
	evidence_read(record, from, n_bytes);
	if (ended->ret >= 0)
		evidence_find_answer(record, sock);
	bpf_ringbuf_submit(record, 0);
	return 0;
}

/* sendto(fd, from, n_bytes, …), or sendmsg(fd, message, …), of which only the first part is read:
 * requests are made of one. */
static __always_inline int evidence_send(const struct ended *ended, bool is_message)
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
	return evidence_netlink(ended, sock, iov.base, iov.n_bytes);
}

static __always_inline bool evidence_is_act(long number)
{
	return number == SYSCALL_SOCKET || number == SYSCALL_CONNECT || number == SYSCALL_BIND ||
	       number == SYSCALL_SENDTO || number == SYSCALL_SENDMSG || number == SYSCALL_IOCTL;
}

/* False: the caller is at home, like nearly everyone. A process that has nobody at home has moved,
 * and can be a busy server. */
static __always_inline bool evidence_is_away(struct task_struct *task,
					     struct nstrace_nsid *ret_where)
{
	struct nstrace_process *process =
		state_find(bpf_get_current_pid_tgid() >> 32, NSTRACE_KIND_NET);

	if (!process || !state_is_restless(process))
		return false;
	if (process->n_away >= (__u32)BPF_CORE_READ(task, signal, live.counter))
		return false;
	*ret_where = nsid_of(task, NSTRACE_KIND_NET);
	return state_is_away(process, ret_where);
}

static __always_inline bool evidence_goes_on(long ret)
{
	return ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK;
}

/* What C libraries and runtimes call when a thread has done its work and ends: giving back its
 * stack, and waking those who wait for it. Who waits itself has not done its work. */
static __always_inline bool evidence_is_ending(const struct pt_regs *regs, long number)
{
	__u32 operation;

	if (number != SYSCALL_FUTEX)
		return number == SYSCALL_MUNMAP || number == SYSCALL_MADVISE ||
		       number == SYSCALL_MPROTECT || number == SYSCALL_RT_SIGPROCMASK ||
		       number == SYSCALL_SIGALTSTACK;
	operation = syscall_argument(regs, 1) & FUTEX_CMD_MASK;
	return operation != FUTEX_WAIT && operation != FUTEX_WAIT_BITSET;
}

/* Who calls anything else is not just ending. A thread that shares its leader's namespaces, as
 * nearly all do, was not left behind by anyone. That is asked first: every call of the machine gets
 * here, and each helper costs some 20 ns. */
static __always_inline void evidence_note_call(const struct pt_regs *regs, long number)
{
	struct nstrace_nsid where;
	__u64 now_nsec;
	__u32 tid;

	if (compat_is_with_leader() || evidence_is_ending(regs, number))
		return;
	if (compat32_is_call(current_task()) || !evidence_is_away(current_task(), &where))
		return;
	tid = (__u32)bpf_get_current_pid_tgid();
	now_nsec = bpf_ktime_get_boot_ns();
	bpf_map_update_elem(&last_calls, &tid, &now_nsec, BPF_ANY);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(evidence_btf, struct pt_regs *regs, long ret)
{
	struct ended ended = {.regs = regs, .ret = ret};
	long number = syscall_number(regs);

	evidence_note_call(regs, number);
	if (!evidence_is_act(number) || !evidence_is_away(current_task(), &ended.where))
		return 0;
	if (evidence_goes_on(ret) || compat32_is_call(current_task()))
		return 0;
	switch (number) {
	case SYSCALL_SOCKET:
		return evidence_socket(&ended);
	case SYSCALL_CONNECT:
		return evidence_address(NSTRACE_ACT_CONNECT, &ended);
	case SYSCALL_BIND:
		return evidence_address(NSTRACE_ACT_BIND, &ended);
	case SYSCALL_SENDTO:
		return evidence_send(&ended, false);
	case SYSCALL_SENDMSG:
		return evidence_send(&ended, true);
	default:
		return evidence_ioctl(&ended);
	}
}
