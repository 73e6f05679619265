/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole reproduction: lab, nstrace, rounds, clean-up, report. */
#ifndef HARNESS_REPRODUCTION_H
#define HARNESS_REPRODUCTION_H

#include "harness/harness.h"

/* Gives the exit status. Prints the result and writes the report, however it ends. */
int reproduction_run(struct harness *harness);

#endif
