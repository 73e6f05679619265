/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records that the kernel side sends: the only header that both sides include.
 *
 * Fixed-width types only; zero means "unknown"; numbers are never reused, only added.
 * Whoever includes this must have __u32 and friends (vmlinux.h or linux/types.h) first.
 */
#ifndef NSTRACE_ABI_H
#define NSTRACE_ABI_H

#define NSTRACE_COMM_LEN 16 /* TASK_COMM_LEN: 15 characters and a NUL */

enum nstrace_event_kind {
	NSTRACE_EVENT_UNKNOWN = 0,
	NSTRACE_EVENT_SWITCH = 1, /* setns or unshare came back, with or without success */
	NSTRACE_EVENT_BIRTH = 2,  /* a task was made; told by its creator before it first runs */
	NSTRACE_EVENT_EXEC = 3,	  /* a process runs a new program; its other threads are gone */
	NSTRACE_EVENT_EXIT = 4,	  /* a thread ends; its namespaces are still the ones it had */
	NSTRACE_EVENT_THREAD = 5, /* snapshot: a thread of a process that is not all in one place */
	NSTRACE_EVENT_32BIT = 6,  /* a 32-bit program begins, or is there: see switch32.bpf.c */
	NSTRACE_EVENT_KINDS	  /* not a kind: one more than the last */
};

/* Which system call moved the thread, in a SWITCH. */
enum nstrace_call {
	NSTRACE_CALL_UNKNOWN = 0,
	NSTRACE_CALL_SETNS = 1,
	NSTRACE_CALL_UNSHARE = 2,
};

/* Bits of nstrace_event.flags. */
#define NSTRACE_F_THREAD     0x1 /* BIRTH: CLONE_THREAD, a thread of the creator's process */
#define NSTRACE_F_IO_WORKER  0x2 /* BIRTH: made by io_uring, not by clone */
#define NSTRACE_F_GROUP_EXIT 0x4 /* EXIT: the whole process ends, or exec clears its threads */
#define NSTRACE_F_LAST	     0x8 /* EXIT: no thread of the process is left */

/* The namespaces that one thread can be in without the rest of its process. */
enum nstrace_nsid_kind {
	NSTRACE_KIND_UNKNOWN = 0,
	NSTRACE_KIND_NET = 1,
	NSTRACE_KIND_MNT = 2,
	NSTRACE_KIND_UTS = 3,
	NSTRACE_KIND_IPC = 4,
	NSTRACE_KIND_CGROUP = 5,
	NSTRACE_KIND_PID_FOR_CHILDREN = 6,  /* where its next child will live, not where it is */
	NSTRACE_KIND_TIME_FOR_CHILDREN = 7, /* likewise; since Linux 5.6 */
	NSTRACE_KINDS			    /* not a kind: one more than the last */
};

/* A namespace. The inode is reused within seconds, the cookie never (0 where the kernel has none
 * for this kind: see bpf/compat.h). */
struct nstrace_nsid {
	__u64 cookie;
	__u32 ino;  /* 0: not known */
	__u32 kind; /* enum nstrace_nsid_kind */
};

struct nstrace_event {
	__u64 time_nsec;	  /* CLOCK_BOOTTIME, when it happened */
	__u64 thread_start_nsec;  /* CLOCK_BOOTTIME of tid's birth: tid + this is an identity */
	__u64 process_start_nsec; /* the same of the thread group leader */
	__u64 ns_flags;		  /* setns: nstype; unshare, clone: flags */
	__u64 last_call_nsec; /* EXIT: when its last system call ended but those of ending; 0: none
				 seen */
	__u32 kind;	      /* enum nstrace_event_kind */
	__u32 flags;	      /* NSTRACE_F_* */
	__u32 tgid;
	__u32 tid;
	__u32 creator_tgid; /* BIRTH: who called clone */
	__u32 creator_tid;
	__u32 old_tid;	 /* EXEC: tid of the caller before it took over the leader's */
	__u32 n_threads; /* live threads of tgid, this one included unless it is an EXIT */
	__u32 call;	 /* SWITCH: enum nstrace_call */
	__s32 ret;	 /* SWITCH: 0 or a negative errno */
	__s32 fd;	 /* SWITCH by setns: its first argument */
	__u32 stack;	 /* SWITCH, BIRTH: the caller's stack, as in its STACK record; 0: none */
	struct nstrace_nsid where;   /* where tid is now; its kind is what the record is about */
	struct nstrace_nsid from;    /* SWITCH: where tid was; BIRTH: where the creator is */
	struct nstrace_nsid home;    /* of tgid; THREAD: where the leader is, zero if it is dead */
	char comm[NSTRACE_COMM_LEN]; /* hostile text, always NUL-terminated */
};

/* What a thread does away from home that is worth telling. */
enum nstrace_act {
	NSTRACE_ACT_UNKNOWN = 0,
	NSTRACE_ACT_SOCKET = 1,	    /* socket(), with success */
	NSTRACE_ACT_CONNECT = 2,    /* data: the address */
	NSTRACE_ACT_BIND = 3,	    /* data: the address */
	NSTRACE_ACT_NETLINK = 4,    /* a request; data: the message */
	NSTRACE_ACT_LINK_INDEX = 5, /* ioctl(SIOCGIFINDEX); data: the name of the link */
};

/* Bits of nstrace_evidence.flags. */
#define NSTRACE_EVIDENCE_ANSWERED 0x1 /* NETLINK: the kernel's answer was seen, and has error */

#define NSTRACE_EVIDENCE_DATA 128 /* room for any socket address */

/* One act of a thread away from home. */
struct nstrace_evidence {
	__u64 time_nsec; /* these three as in nstrace_event */
	__u64 thread_start_nsec;
	__u64 process_start_nsec;
	__u32 act;   /* enum nstrace_act */
	__u32 flags; /* NSTRACE_EVIDENCE_* */
	__u32 tgid;
	__u32 tid;
	__s32 error;   /* a negative errno, of the call or in the kernel's answer; 0: none */
	__u32 n_bytes; /* of data */
	__u16 family;  /* these three of the socket */
	__u16 type;
	__u16 protocol;
	__u16 reserved;
	struct nstrace_nsid where;	  /* where tid is */
	struct nstrace_nsid socket;	  /* the namespace that the socket belongs to */
	char comm[NSTRACE_COMM_LEN];	  /* hostile text, always NUL-terminated */
	__u8 data[NSTRACE_EVIDENCE_DATA]; /* from user space, perhaps cut; hostile */
};

/* Where lost records are counted: by kind of event, and evidence behind them. */
#define NSTRACE_LOST_EVIDENCE NSTRACE_EVENT_KINDS
#define NSTRACE_LOST_KINDS    (NSTRACE_EVENT_KINDS + 1)

/* What the kernel side knows of a process, for each kind of namespace that is traced. User space
 * enters the ones to follow, all zero. */
struct nstrace_process_key {
	__u32 tgid;
	__u32 kind; /* enum nstrace_nsid_kind */
};

#define NSTRACE_PROCESS_UNCOUNTED 0x1 /* n_away is not exact: somebody left before we looked */
#define NSTRACE_PROCESS_BORN_AWAY 0x2 /* forked from a thread that was away; no exec since */

struct nstrace_process {
	struct nstrace_nsid home; /* ino 0: no thread has switched since exec, fork or attach */
	__u32 n_away;		  /* threads elsewhere than home */
	__u32 flags;		  /* NSTRACE_PROCESS_* */
};

/* A control group: its number in its hierarchy, and the hierarchy's, which is 0 for version 2. */
#define NSTRACE_CGROUPS_MAX 16 /* that can be asked for at once */

struct nstrace_cgroup {
	__u64 id;
	__u32 hierarchy;
	__u32 unused;
};

_Static_assert(sizeof(struct nstrace_cgroup) == 16, "nstrace_cgroup changed its size");

#define NSTRACE_STACK_BYTES 8192
#define NSTRACE_STACKS_KEPT 512 /* in user space, the last ones */
#define NSTRACE_N_REGS	    34	/* arm64 has most */

/* Identifies what is mapped where in a process, and in all that it forked. */
struct nstrace_image {
	__u64 exe_ino;
	__u64 exe_dev; /* as the kernel has it inside */
	__u64 code_start;
	__u64 mmap_base;
};

/* A thread's user registers and stack at the call that its event tells of; through a ring buffer of
 * its own, before the event. */
struct nstrace_stack {
	__u32 id; /* nstrace_event.stack */
	__u32 tgid;
	__u32 tid;
	__u32 n_bytes; /* that could be read */
	struct nstrace_image image;
	__u64 regs[NSTRACE_N_REGS];	 /* laid out as ptrace's user_regs_struct */
	__u8 bytes[NSTRACE_STACK_BYTES]; /* from the stack pointer upwards */
};

_Static_assert(sizeof(struct nstrace_nsid) == 16, "nstrace_nsid changed its size");
_Static_assert(sizeof(struct nstrace_event) == 152, "nstrace_event changed its size");
_Static_assert(sizeof(struct nstrace_evidence) == 232, "nstrace_evidence changed its size");
_Static_assert(sizeof(struct nstrace_process) == 24, "nstrace_process changed its size");
_Static_assert(sizeof(struct nstrace_stack) == 48 + 8 * NSTRACE_N_REGS + NSTRACE_STACK_BYTES,
	       "nstrace_stack changed its size");

#endif
