/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The nstrace that watches a whole run: its life, and what it says. */
#ifndef HARNESS_WATCH_H
#define HARNESS_WATCH_H

#include "harness/program.h"
#include "harness/record.h"

struct watch {
	struct program program;
	int json_fd; /* readable: call watch_read(); -1: at its end, or not started */
	int text_fd; /* a file with the findings for people */
	bool has_started, has_summary;
	int error; /* negative errno of reading, or 0 */
	char *line;
	size_t n_line_bytes, line_capacity;
	struct finding_record *findings;
	size_t n_findings;
	uint64_t n_lost;
};

/* Starts nstrace in the lab, on the calling process and the children it will have. *watch was
 * initialised by watch_init(). */
int watch_start(struct watch *watch, const char *nstrace_path,
		const struct lab *lab) warn_unused_result_;

void watch_init(struct watch *watch);

/* Takes what there is to read, without blocking. */
void watch_read(struct watch *watch);

/* The same for text that is already there; split anywhere. */
int watch_take(struct watch *watch, const char *bytes, size_t n_bytes) warn_unused_result_;

static inline bool watch_is_over(const struct watch *watch)
{
	return watch->json_fd < 0 && !program_runs(&watch->program);
}

/* Everything nstrace printed for people, to be freed; NULL: nothing. */
char *watch_text(const struct watch *watch);

void watch_free(struct watch *watch);

#endif
