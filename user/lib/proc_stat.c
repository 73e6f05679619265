// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/proc_stat.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"

const char *proc_stat_read(uint32_t tgid, char out[PROC_STAT_BYTES])
{
	_cleanup_close_ int fd = -1;
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%u/stat", tgid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd >= 0 ? read(fd, out, PROC_STAT_BYTES - 1) : -1;
	out[n > 0 ? n : 0] = '\0';
	return out;
}

/* The name may have brackets and spaces in it; the start is the 20th field behind it. */
uint64_t proc_stat_start(const char *text)
{
	const char *behind_comm = strrchr(text, ')');
	unsigned long long ticks;

	if (!behind_comm ||
	    sscanf(behind_comm + 1,
		   "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		   "%llu",
		   &ticks) != 1)
		return 0;
	return ticks;
}

uint32_t proc_stat_parent(const char *text)
{
	const char *behind_comm = strrchr(text, ')');
	uint32_t tgid;

	return behind_comm && sscanf(behind_comm + 1, "%*s %u", &tgid) == 1 ? tgid : 0;
}

uint64_t proc_stat_nsec(uint64_t ticks)
{
	return ticks * (1000000000 / (uint64_t)sysconf(_SC_CLK_TCK));
}
