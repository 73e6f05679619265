// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/proc_stat.h"

#include <stdio.h>
#include <string.h>

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
