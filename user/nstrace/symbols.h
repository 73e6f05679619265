/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What addresses in a program are called. Each step costs more than the one before: the last may
 * read all that there is of debugging information.
 */
#ifndef NSTRACE_SYMBOLS_H
#define NSTRACE_SYMBOLS_H

#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include "nstrace/modules.h"
#include "nstrace/stacks.h"

/* image: NULL if unknown. NULL for want of memory. */
Dwfl *symbols_open(const struct image *image);
void symbols_close(Dwfl **dwfl);

/* It has functions that Go's own compiler made. */
bool symbols_is_go(Dwfl_Module *module);

/* Begins ret: an address behind a call, and its module. */
void symbols_place(Dwfl *dwfl, uint64_t address, struct stack_frame *ret);

/* Adds the function, unless it is known. */
void symbols_name(Dwfl *dwfl, struct stack_frame *frame);

/* Adds file and line, unless they are known. */
void symbols_source(Dwfl *dwfl, struct stack_frame *frame);

#endif
