/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --clean: what earlier labs have left on the machine. */
#ifndef HARNESS_CLEAN_H
#define HARNESS_CLEAN_H

/* Removes it, and says what it could not; gives the exit status. */
int clean_run(void);

#endif
