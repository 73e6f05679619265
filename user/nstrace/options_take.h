/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options one by one: for options.c, which walks over the words. */
#ifndef NSTRACE_OPTIONS_TAKE_H
#define NSTRACE_OPTIONS_TAKE_H

#include <getopt.h>
#include "nstrace/options.h"

#define OPTIONS_WORD 1 /* getopt's code for what is no option */

/* What getopt_long() wants. */
extern const char options_short[];
extern const struct option options_long[];

/* One that it found, with its argument in optarg. -EINVAL: the user was told what is wrong. */
int options_take(int option, struct options *options) warn_unused_result_;

/* Tell the user what is wrong with the command line. Gives back -EINVAL. */
int options_refuse(const char *format, ...) printf_(1, 2);

#endif
