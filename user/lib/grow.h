/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays that grow one by one. */
#ifndef LIB_GROW_H
#define LIB_GROW_H

#include <stdlib.h>

/* Makes room for one more behind n items; NULL: no memory, and items is as it was. An array that
 * has only grown this way has room for a power of two of them, and needs no record of it. */
static inline void *grow_array(void *items, size_t n, size_t item_bytes)
{
	if (n & (n - 1))
		return items;
	return reallocarray(items, n ? 2 * n : 1, item_bytes);
}

#endif
