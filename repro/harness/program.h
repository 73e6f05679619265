/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programs the harness runs, each a child that dies with it. */
#ifndef HARNESS_PROGRAM_H
#define HARNESS_PROGRAM_H

#include "lab/lab.h"

#define PROGRAM_EXTRA_FD      3
#define PROGRAM_EXTRA_FD_TEXT "3"

struct program {
	pid_t tgid; /* 0: was not started */
	bool has_ended;
	bool is_group;	 /* and all it has forked can be signalled at once */
	int wait_status; /* once it has */
};

struct program_spec {
	const char *const *argv; /* argv[0] is a path, or is looked up in PATH */
	const struct lab *lab;	 /* whose host's namespaces it runs in */
	int stdin_fd;		 /* these three: -1 for the harness's own */
	int stdout_fd;
	int stderr_fd;
	int extra_fd;	/* its descriptor PROGRAM_EXTRA_FD; -1 for none */
	bool own_group; /* a terminal's signals don't reach it */
	bool is_shell;	/* a signal for it is for all its group */
	uint64_t seed;	/* NSTRACE_SEED in its environment; 0: not set */
};

/* The path of a program that was built beside this one, to be freed. */
int program_find(const char *name, char **ret_path) warn_unused_result_;

/* What goes wrong after the fork shows as an exit with 126 and a line on its standard error. */
int program_start(const struct program_spec *spec, struct program *ret) warn_unused_result_;

static inline bool program_runs(const struct program *program)
{
	return program->tgid && !program->has_ended;
}

void program_signal(const struct program *program, int signal_number);

/* As a shell says it: the exit status, or 128 + the signal. */
int program_exit_status(const struct program *program);

#endif
