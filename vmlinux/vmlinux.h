/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's types as far as bpf/ uses them, for x86 and arm64. Made by `make vmlinux`: do not
 * edit. Fields may have other offsets and neighbours in the running kernel: libbpf relocates them.
 */
#ifndef VMLINUX_H
#define VMLINUX_H

typedef _Bool bool;
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

#define NULL  ((void *)0)
#define false 0
#define true  1

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_F_NO_PREALLOC = 1,
	BPF_RB_NO_WAKEUP = 1,
};

#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
#endif

typedef short unsigned int __u16;

typedef unsigned int __u32;

typedef long long unsigned int __u64;

typedef __u16 u16;

typedef __u32 u32;

typedef __u64 u64;

typedef int __kernel_pid_t;

typedef u32 __kernel_dev_t;

typedef __kernel_dev_t dev_t;

typedef short unsigned int umode_t;

typedef __kernel_pid_t pid_t;

typedef struct {
	int counter;
} atomic_t;

struct thread_info {
	u32 status;
};

struct mm_struct;

struct files_struct;

struct nsproxy;

struct signal_struct;

struct css_set;

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	struct mm_struct *mm;
	pid_t pid;
	pid_t tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	u64 start_boottime;
	char comm[16];
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct css_set *cgroups;
};

struct pt_regs {
	long unsigned int bx;
	long unsigned int cx;
	long unsigned int dx;
	long unsigned int si;
	long unsigned int di;
	long unsigned int orig_ax;
};

struct file;

struct mm_struct {
	struct {
		long unsigned int mmap_base;
		long unsigned int task_size;
		long unsigned int start_code;
		long unsigned int end_code;
		struct file *exe_file;
	};
};

struct ns_common {
	u32 ns_type;
	void *ops;
	unsigned int inum;
	union {
		struct {
			u64 ns_id;
		};
	};
};

struct pid_namespace {
	struct ns_common ns;
};

struct uts_namespace;

struct ipc_namespace;

struct mnt_namespace;

struct net;

struct time_namespace;

struct cgroup_namespace;

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct time_namespace *time_ns_for_children;
	struct cgroup_namespace *cgroup_ns;
};

struct signal_struct {
	atomic_t live;
	struct task_struct *group_exec_task;
	unsigned int flags;
};

struct cgroup_subsys_state;

struct cgroup;

struct css_set {
	struct cgroup_subsys_state *subsys[12];
	struct cgroup *dfl_cgrp;
};

struct inode;

struct file {
	void *private_data;
	struct inode *f_inode;
};

struct sk_buff {
	union {
		struct {
			struct sk_buff *prev;
		};
	};
	void *data;
};

struct super_block;

struct inode {
	umode_t i_mode;
	struct super_block *i_sb;
	long unsigned int i_ino;
	void *i_private;
};

struct super_block {
	dev_t s_dev;
	long unsigned int s_magic;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct kernfs_node;

struct cgroup_root;

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
	struct cgroup_root *root;
};

struct kernfs_node {
	u64 id;
};

struct uts_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
	u64 net_cookie;
};

struct time_namespace {
	struct ns_common ns;
};

struct cgroup_namespace {
	struct ns_common ns;
};

struct cgroup_root {
	int hierarchy_id;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	short unsigned int skc_family;
	possible_net_t skc_net;
};

struct sk_buff_head {
	union {
		struct {
			struct sk_buff *prev;
		};
	};
};

struct sock {
	struct sock_common __sk_common;
	struct sk_buff_head sk_receive_queue;
	u16 sk_protocol;
	u16 sk_type;
};

struct socket {
	struct sock *sk;
};

struct fdtable;

struct files_struct {
	struct fdtable *fdt;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct trace_event_raw_sys_enter {
	long unsigned int args[6];
};

struct trace_event_raw_sys_exit {
	long int ret;
};

struct bpf_iter_meta {
	union {
		void *seq;
	};
};

struct bpf_iter__task {
	union {
		struct bpf_iter_meta *meta;
	};
	union {
		struct task_struct *task;
	};
};

struct mnt_namespace {
	struct ns_common ns;
};

struct netlink_sock {
	u32 portid;
};

#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute pop
#endif

#endif
