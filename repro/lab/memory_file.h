/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in memory, to catch what a program prints: nothing has to be read while it runs. */
#ifndef LAB_MEMORY_FILE_H
#define LAB_MEMORY_FILE_H

#include <sys/mman.h>
#include <sys/stat.h>
#include "lib/cleanup.h"

static inline int memory_file_open(int *ret_fd)
{
	int fd = memfd_create("nstrace-lab", MFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

/* All of it, with a NUL behind, to be freed; NULL when memory is short. */
static inline char *memory_file_text(int fd)
{
	struct stat status;
	ssize_t n_bytes;
	char *text;

	if (fstat(fd, &status) < 0)
		return NULL;
	text = malloc((size_t)status.st_size + 1);
	if (!text)
		return NULL;
	n_bytes = pread(fd, text, (size_t)status.st_size, 0);
	text[n_bytes > 0 ? n_bytes : 0] = '\0';
	return text;
}

#endif
