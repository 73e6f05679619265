// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/refusal.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>

static bool has_btf(void)
{
	struct stat status;

	return !stat("/sys/kernel/btf/vmlinux", &status) && status.st_size > 0;
}

const char *refusal_reason(int error)
{
	if (!has_btf())
		return "the kernel has no BTF (/sys/kernel/btf/vmlinux): it must be built with "
		       "CONFIG_DEBUG_INFO_BTF=y";
	switch (-error) {
	case ENOSYS:
		return "the kernel has no bpf(): it must be built with CONFIG_BPF_SYSCALL=y, and no "
		       "seccomp filter may hide the call";
	case EPERM:
	case EACCES:
		return "the kernel refuses BPF tracing: lockdown=confidentiality, a seccomp filter or "
		       "another security policy is in force (see /sys/kernel/security/lockdown)";
	case ENOENT:
		return "the kernel has no tracepoints for system calls: it must be built with "
		       "CONFIG_FTRACE_SYSCALLS=y";
	case ENOTDIR:
		return "tracefs is not mounted, and without CAP_SYS_ADMIN nstrace cannot do it: mount it "
		       "(mount -t tracefs tracefs /sys/kernel/tracing), or run nstrace as root";
	case ESRCH:
		return "the kernel lacks BTF or a tracepoint that nstrace needs";
	default:
		return "the kernel does not take the programs; `nstrace features` shows which, "
		       "--verbose shows why";
	}
}
