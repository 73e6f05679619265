// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/proc_ns.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/nsid.h"

uint32_t proc_ns_ino(int directory_fd, const char *directory, uint32_t kind)
{
	char path[64], link[64] = "";
	const char *bracket;
	uint32_t ino = 0;

	snprintf(path, sizeof(path), "%s%sns/%s", directory, *directory ? "/" : "",
		 nsid_kind_name(kind));
	if (readlinkat(directory_fd, path, link, sizeof(link) - 1) < 0)
		return 0;
	bracket = strchr(link, '[');
	return bracket && sscanf(bracket, "[%u]", &ino) == 1 ? ino : 0;
}
