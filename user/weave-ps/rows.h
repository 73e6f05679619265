/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer as text: assembled whole, then written. */
#ifndef WEAVE_PS_ROWS_H
#define WEAVE_PS_ROWS_H

#include "weave-ps/targets.h"

enum rows_format {
	ROWS_PLAIN, /* "<id> <mac> [<address>/<length> …]\n" */
	ROWS_WIDE,  /* a table with a header */
	ROWS_JSON,  /* an array of objects */
};

struct answer {
	const struct bridge *bridge;
	const struct targets *targets;
	bool all; /* what runs and is not on the bridge has a row, too */
};

/* One row for each interface, in the order of the targets. The caller frees *ret_text. */
int rows_text(const struct answer *answer, enum rows_format format,
	      char **ret_text) warn_unused_result_;

/* Writes all of it or gives back why not. */
int rows_write(int fd, const char *text) warn_unused_result_;

#endif
