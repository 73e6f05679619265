/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an address in a program is called. */
#ifndef NSTRACE_SYMBOLS_H
#define NSTRACE_SYMBOLS_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include "nstrace/stacks.h"

/* Fills in ret as far as it is known. is_call: address is behind the call that is meant. */
void symbols_frame(Dwfl *dwfl, uint64_t address, bool is_call, struct stack_frame *ret);

#endif
