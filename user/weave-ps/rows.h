/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer as text: assembled whole, then written. */
#ifndef WEAVE_PS_ROWS_H
#define WEAVE_PS_ROWS_H

#include "weave-ps/targets.h"

#define ID_SHOWN 12 /* characters of a container's id in a row; pid:… and netns:… stand whole */

/* Rows "<id> <mac> [<ipv4>/<length> …]\n", one for each interface; or as JSON an array of objects,
 * the same in the same order, with whole ids: "id", "interface", "mac", "addresses". The caller
 * frees *ret_text. */
int rows_text(const struct bridge *bridge, const struct targets *targets, bool json,
	      char **ret_text) warn_unused_result_;

/* Writes all of it or gives back why not. */
int rows_write(int fd, const char *text) warn_unused_result_;

#endif
