/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One row and its parts as text. */
#ifndef WEAVE_PS_ROW_H
#define WEAVE_PS_ROW_H

#include <stdio.h>
#include "containers/containers.h"
#include "weave-ps/targets.h"

struct row {
	const struct target *target;
	const struct interface *interface; /* NULL: it is not on the bridge */
};

struct rows {
	struct row *items;
	size_t n;
};

/* The formats; -ENOMEM is all that can go wrong. */
int row_print_plain(const struct rows *rows, FILE *stream) warn_unused_result_;
int row_print_table(const struct rows *rows, FILE *stream) warn_unused_result_;
int row_print_json(const struct rows *rows, FILE *stream) warn_unused_result_;

/* The id as it was given, of a container cut to 12 characters, fit to be a word of a line: escaped,
 * and without spaces. The caller frees it, and all other texts; NULL: no memory. */
char *row_id_word(const struct row *row);
/* Any other text as such a word. */
char *row_word(const char *text);

#define ROW_MAC_BYTES	  sizeof("00:00:00:00:00:00")
#define ROW_ADDRESS_BYTES (INET6_ADDRSTRLEN + sizeof("/128"))

/* All give back out, of the size above. */
const char *row_mac(const struct interface *interface, char *out);
const char *row_address(const struct rtnl_address *address, char *out);

/* As in /sys/class/net/NAME/operstate. */
const char *row_state(const struct interface *interface);

#endif
