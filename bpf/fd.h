/* SPDX-License-Identifier: GPL-2.0-only */
/* What a descriptor stands for. Its table may change under us: what is read then is wrong, but
 * reading it is safe. */
#ifndef FD_H
#define FD_H

#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define S_IFMT	 0170000
#define S_IFSOCK 0140000

/* NULL: there is none. Reading from it is as safe as from any pointer, and gives zeros. */
static __always_inline struct file *fd_file(struct task_struct *task, int fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file *file = NULL;

	if ((__u32)fd < BPF_CORE_READ(table, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file),
				      (struct file **)BPF_CORE_READ(table, fd) + fd);
	return file;
}

/* NULL: it is no socket. */
static __always_inline struct sock *fd_sock(struct task_struct *task, int fd)
{
	struct file *file = fd_file(task, fd);
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk);
}

#endif
