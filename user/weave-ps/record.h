/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a child tells its parent what it found: fixed records over a pipe. */
#ifndef WEAVE_PS_RECORD_H
#define WEAVE_PS_RECORD_H

#include <stdint.h>
#include "weave-ps/interface.h"

enum record_kind {
	RECORD_INTERFACE = 1,
	RECORD_ADDRESS, /* of the last interface */
	RECORD_END,	/* without it the report is not whole */
};

struct record {
	uint32_t kind;
	int32_t error; /* of RECORD_END: 0 or a negative errno */
	union {
		struct interface interface; /* its addresses follow */
		struct rtnl_address address;
	};
};

#define RECORDS_AT_ONCE 128

/* Where records wait until there are enough of them for a write, or nothing follows. */
struct record_writer {
	int fd;
	size_t n;
	struct record records[RECORDS_AT_ONCE];
};

/* Writes the interfaces, and the end with this error. */
int record_write(struct record_writer *writer, const struct interfaces *interfaces,
		 int error) warn_unused_result_;
int record_flush(struct record_writer *writer) warn_unused_result_;

/* Puts one record into the list: 1 to go on, 0 for the end, or the error it brings. -EBADMSG for
 * one that makes no sense. */
int record_take(const struct record *record, struct interfaces *interfaces) warn_unused_result_;

#endif
