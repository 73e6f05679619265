/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A host with many network namespaces, for figures that look into them. */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <stddef.h>

/* Makes a bridge in the network namespace of this process, and n namespaces with a veth on it that
 * has one address. They live as long as the descriptors. */
int world_create(const char *bridge, size_t n, int *ret_netns_fds);

#endif
