/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The far end of strategy_nsenter.c: this very program, started anew in another namespace. */
#ifndef WEAVE_PS_STRATEGY_NSENTER_H
#define WEAVE_PS_STRATEGY_NSENTER_H

#include <stdbool.h>

/* Was this process started to look around where it is? To be asked first in main(), which then
 * returns what nsenter_look_here() does: the exit status. */
bool nsenter_is_for_us(int argc, char **argv);
int nsenter_look_here(char **argv);

#endif
