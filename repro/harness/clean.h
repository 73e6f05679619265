/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --clean: what earlier labs have left on the machine. */
#ifndef HARNESS_CLEAN_H
#define HARNESS_CLEAN_H

/* Removes it, and says what it could not; gives the exit status. Of this engine's labs, or, if it
 * can leave nothing, of all others'. */
int clean_run(const char *engine_name);

#endif
