// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/elf_class.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"

static bool is_32bit_file(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	char ident[EI_NIDENT];

	return fd >= 0 && read(fd, ident, sizeof(ident)) == sizeof(ident) &&
	       !memcmp(ident, ELFMAG, SELFMAG) && ident[EI_CLASS] == ELFCLASS32;
}

bool elf_class_is_32bit(const char *name)
{
	const char *directory = getenv("PATH");
	char path[PATH_MAX];

	if (strchr(name, '/'))
		return is_32bit_file(name);
	while (directory) {
		size_t length = strcspn(directory, ":");

		snprintf(path, sizeof(path), "%.*s/%s", length ? (int)length : 1,
			 length ? directory : ".", name);
		if (!access(path, X_OK))
			return is_32bit_file(path);
		directory = directory[length] ? directory + length + 1 : NULL;
	}
	return false;
}
