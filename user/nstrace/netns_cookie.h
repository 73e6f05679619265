/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The number of a network namespace that is never used again, as the kernel tells it to who is
 * there. */
#ifndef NSTRACE_NETNS_COOKIE_H
#define NSTRACE_NETNS_COOKIE_H

#include <stdint.h>

/* Of the one that the calling thread is in. 0: the kernel cannot say, it is older than 5.14. */
uint64_t netns_own_cookie(void);

#endif
