/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is still there after a lab has been taken down. */
#ifndef HARNESS_LEFTOVERS_H
#define HARNESS_LEFTOVERS_H

#include "lab/lab.h"

/* Children of the calling process that run, but for one, each given to act() if that is not NULL.
 */
unsigned int leftovers_children(pid_t except_tgid, void (*act)(pid_t tgid));

/* Network namespaces of the lab that a process is in. */
unsigned int leftovers_netns(const struct lab *lab);

/* Links with a lab's names in the caller's own network namespace: count before and after. */
int leftovers_links(unsigned int *ret) warn_unused_result_;

#endif
