/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line of nstrace's JSON output, as far as a verdict needs it. */
#ifndef HARNESS_RECORD_H
#define HARNESS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "lib/cleanup.h"

enum record_type {
	RECORD_OTHER, /* an event, or what a later version may add */
	RECORD_START,
	RECORD_FINDING,
	RECORD_SUMMARY,
};

struct finding_record {
	bool is_error;
	pid_t tgid;
	pid_t tid;
	uint64_t since_nsec; /* CLOCK_BOOTTIME; 0: unknown */
};

struct record {
	enum record_type type;
	struct finding_record finding; /* of RECORD_FINDING */
	uint64_t n_lost;	       /* of RECORD_SUMMARY */
};

/* -EBADMSG: no JSON object, or one that lacks what its type must have. */
int record_parse(const char *line, size_t n_bytes, struct record *ret) warn_unused_result_;

#endif
