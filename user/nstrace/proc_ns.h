/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which namespaces the links of /proc say. Nothing here opens or enters one. */
#ifndef NSTRACE_PROC_NS_H
#define NSTRACE_PROC_NS_H

#include <stdint.h>

/* directory: that of a process, seen from directory_fd; "": this is the one. 0: it has ended, or we
 * may not look. */
uint32_t proc_ns_ino(int directory_fd, const char *directory, uint32_t kind);

#endif
