// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Built once, then shared by all containers, each with its own mount of it. busybox itself knows
 * its applets and makes the links to them.
 */
#include "lab/rootfs.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#define BUSYBOX "/bin/busybox"

static const char *const directories[] = {"bin", "dev", "etc", "proc", "root",	  "sbin",
					  "sys", "tmp", "usr", "var",  "usr/bin", "usr/sbin"};

static const struct {
	const char *name;
	unsigned int minor;
} memory_devices[] = {
	{"dev/null", 3}, {"dev/zero", 5}, {"dev/full", 7}, {"dev/random", 8}, {"dev/urandom", 9}};

static int make_directories(int root_fd)
{
	size_t i;

	for (i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		if (mkdirat(root_fd, directories[i], 0755) < 0)
			return -errno;
	}
	return 0;
}

static int make_devices(int root_fd)
{
	size_t i;

	for (i = 0; i < sizeof(memory_devices) / sizeof(memory_devices[0]); i++) {
		if (mknodat(root_fd, memory_devices[i].name, S_IFCHR | 0666,
			    makedev(1, memory_devices[i].minor)) < 0)
			return -errno;
		/* The umask, which may be strict, is for mknod alone. */
		if (fchmodat(root_fd, memory_devices[i].name, 0666, 0) < 0)
			return -errno;
	}
	return 0;
}

static int make_accounts(int root_fd)
{
	static const char root_account[] = "root:x:0:0:root:/root:/bin/sh\n";
	_cleanup_close_ int fd =
		openat(root_fd, "etc/passwd", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	return write(fd, root_account, sizeof(root_account) - 1) < 0 ? -errno : 0;
}

static int copy_busybox(int root_fd)
{
	_cleanup_close_ int from_fd = open(BUSYBOX, O_RDONLY | O_CLOEXEC);
	_cleanup_close_ int to_fd = -1;
	ssize_t n_bytes;

	if (from_fd < 0)
		return -errno;
	to_fd = openat(root_fd, "." BUSYBOX, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	if (to_fd < 0)
		return -errno;
	do
		n_bytes = sendfile(to_fd, from_fd, NULL, 1 << 20);
	while (n_bytes > 0);
	return n_bytes < 0 ? -errno : 0;
}

_Noreturn static void exec_install(const char *directory)
{
	if (chroot(directory) == 0 && chdir("/") == 0)
		execl(BUSYBOX, BUSYBOX, "--install", "-s", NULL);
	_exit(EXIT_FAILURE);
}

static int install_applets(const char *directory)
{
	pid_t tgid = fork();
	int status;

	if (tgid < 0)
		return -errno;
	if (tgid == 0)
		exec_install(directory);
	if (waitpid(tgid, &status, 0) < 0)
		return -errno;
	return status == 0 ? 0 : -ENOEXEC;
}

int rootfs_build(const char *directory)
{
	_cleanup_close_ int root_fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int (*const parts[])(int) = {make_directories, make_devices, make_accounts, copy_busybox};
	size_t i;
	int r;

	if (root_fd < 0)
		return -errno;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		r = parts[i](root_fd);
		if (r < 0)
			return r;
	}
	return install_applets(directory);
}

int rootfs_enter(const char *directory)
{
	/* pivot_root wants a mount, and each container its own: then the old root, stacked under
	 * the new one at the same place, can be dropped without a directory to put it in. */
	if (mount(directory, directory, NULL, MS_BIND, NULL) < 0 || chdir(directory) < 0)
		return -errno;
	if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0)
		return -errno;
	if (mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
		return -errno;
	return mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0 ? -errno
											  : 0;
}
