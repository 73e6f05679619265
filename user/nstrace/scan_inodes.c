// SPDX-License-Identifier: GPL-2.0-or-later
#include "nstrace/scan_inodes.h"

#include <inttypes.h>

#include "lib/grow.h"

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int add_inode(struct scan_inodes *inodes, uint64_t inode)
{
	uint64_t *more = grow_array(inodes->items, inodes->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	inodes->items = more;
	inodes->items[inodes->n++] = inode;
	return 0;
}

/* False: this descriptor is no socket, or closed by now. */
static bool read_inode(int directory_fd, const char *name, uint64_t *ret)
{
	char link[64] = "";

	return readlinkat(directory_fd, name, link, sizeof(link) - 1) > 0 &&
	       sscanf(link, "socket:[%" SCNu64 "]", ret) == 1;
}

int scan_inodes_read(uint32_t tgid, uint32_t tid, struct scan_inodes *ret)
{
	_cleanup_closedir_ DIR *directory = NULL;
	struct scan_inodes inodes = {};
	struct dirent *entry;
	uint64_t inode;
	char path[80];
	int r = 0;

	snprintf(path, sizeof(path), "/proc/%u/task/%u/fd", tgid, tid);
	directory = opendir(path);
	while (directory && r >= 0 && (entry = readdir(directory)))
		if (read_inode(dirfd(directory), entry->d_name, &inode))
			r = add_inode(&inodes, inode);
	if (r < 0) {
		free(inodes.items);
		return r;
	}
	if (inodes.n)
		qsort(inodes.items, inodes.n, sizeof(*inodes.items), compare);
	*ret = inodes;
	return 0;
}

bool scan_inodes_have(const struct scan_inodes *inodes, uint64_t inode)
{
	return inodes->n &&
	       bsearch(&inode, inodes->items, inodes->n, sizeof(*inodes->items), compare);
}
