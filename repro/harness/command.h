/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --run: a lab for one command. */
#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include "harness/harness.h"

/* Gives the command's exit status, or that of the verdict if it could not run to its end. */
int command_run(struct harness *harness);

#endif
