/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a command is a 32-bit program. */
#ifndef NSTRACE_ELF_CLASS_H
#define NSTRACE_ELF_CLASS_H

#include <stdbool.h>

/* name is looked up in PATH as execvp() does. False also for what cannot be read, and for scripts:
 * their interpreter, and what they run, will be seen when they run. */
bool elf_class_is_32bit(const char *name);

#endif
