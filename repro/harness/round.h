/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of one of the ps programs, how it ended, and what nstrace said of it. */
#ifndef HARNESS_ROUND_H
#define HARNESS_ROUND_H

#include "harness/program.h"
#include "harness/record.h"
#include "harness/report.h"

enum round_outcome {
	ROUND_PASSED,
	ROUND_BUG,    /* failed with the message of the bug; the user's program: failed */
	ROUND_BROKEN, /* failed in any other way */
};

struct round {
	enum phase phase;
	struct program program;
	bool is_own;			  /* the user's program: names no thread of its own */
	bool was_killed;		  /* as it did not end */
	int stdout_fd, stderr_fd, tid_fd; /* files in memory */
	uint64_t begin_nsec, end_nsec;	  /* CLOCK_BOOTTIME */
	enum round_outcome outcome;
	pid_t failed_tid;     /* the thread that found no bridge; 0: none */
	bool is_flagged;      /* there is an error finding about this process … */
	bool culprit_flagged; /* … about the very thread that failed */
};

struct round_plan {
	enum phase phase;
	const char *const *argv; /* the program may write the failing thread's tid to
				  * PROGRAM_EXTRA_FD */
	bool is_own;
	uint64_t seed;
};

int round_begin(struct round *round, const struct round_plan *plan,
		const struct lab *lab) warn_unused_result_;

/* After it was reaped. *ret_stdout and *ret_stderr are to be freed. */
int round_end(struct round *round, char **ret_stdout, char **ret_stderr) warn_unused_result_;

enum round_outcome round_judge(int exit_status, const char *stderr_text);
/* The same for a program whose words we don't know. */
enum round_outcome round_judge_own(int exit_status);

/* Marks the rounds that error findings are about; gives how many errors are about none of them. */
unsigned int round_match(struct round *rounds, size_t n_rounds,
			 const struct finding_record *findings, size_t n_findings);

/* Sums one phase up. */
void round_count(const struct round *rounds, size_t n_rounds, enum phase phase,
		 struct phase_report *ret);

#endif
