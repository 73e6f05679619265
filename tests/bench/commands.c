// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whole commands against each other, from fork to the end of the process:
 *	commands FIGURE WHERE N_ROUNDS -- NAME COMMAND... [-- NAME COMMAND...]...
 * The first is what the others are measured against. A NAME may say what is wanted: "pool<=1.1"
 *times the first, or "fork<=60ms". What they print is thrown away; one that fails ends the
 *comparison.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "comparison.h"
#include "lib/log.h"
#include "lib/parse.h"

#define MAX_CONTENDERS	16
#define FIRST_CONTENDER 4 /* argv's index of its "--" */

static _Noreturn void become(char **argv)
{
	int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null_fd >= 0 && dup2(null_fd, STDOUT_FILENO) >= 0)
		execvp(argv[0], argv);
	_exit(127);
}

static int run_command(void *data)
{
	char **argv = data;
	pid_t tgid = fork();
	int status;

	if (tgid == 0)
		become(argv);
	if (tgid < 0 || waitpid(tgid, &status, 0) < 0)
		return -errno;
	if (status == 0)
		return 0;
	log_error("'%s' failed", argv[0]);
	return -EIO;
}

/* "pool<=1.1" becomes "pool". */
static int take_goal(char *name, struct contender *contender)
{
	char *goal = strstr(name, "<=");
	char *end;
	double value;

	if (!goal)
		return 0;
	value = strtod(goal + strlen("<="), &end);
	if (!strcmp(end, "ms"))
		contender->goal_msec = value;
	else if (!*end)
		contender->goal = value;
	else
		return -EINVAL;
	*goal = '\0';
	return 0;
}

/* From one "--" to the next, whose place is taken by the NULL that ends the command. */
static int take_contender(char ***argv, struct contender *contender)
{
	char **word = *argv;

	if (!*word || strcmp(*word, "--") || !word[1] || !word[2])
		return -EINVAL;
	*contender = (struct contender){.name = word[1], .run = run_command, .data = &word[2]};
	for (word += 2; *word && strcmp(*word, "--"); word++)
		;
	*argv = word;
	return take_goal((char *)contender->name, contender);
}

static int take_contenders(char **argv, struct comparison *comparison, struct contender *contenders)
{
	char **mark;
	int r;

	while (*argv) {
		if (comparison->n_contenders == MAX_CONTENDERS)
			return -E2BIG;
		mark = argv;
		r = take_contender(&argv, &contenders[comparison->n_contenders++]);
		if (r < 0)
			return r;
		*mark = NULL;
	}
	return comparison->n_contenders ? 0 : -EINVAL;
}

int main(int argc, char **argv)
{
	struct contender contenders[MAX_CONTENDERS];
	struct comparison comparison = {.contenders = contenders};
	uint64_t n_rounds;
	int r;

	log_set_program("commands");
	r = argc > FIRST_CONTENDER ? parse_u64(argv[3], 1, 100000, &n_rounds) : -EINVAL;
	if (r == 0)
		r = take_contenders(&argv[FIRST_CONTENDER], &comparison, contenders);
	if (r < 0) {
		log_error("usage: commands FIGURE WHERE N_ROUNDS -- NAME COMMAND... [-- …]...");
		return EXIT_FAILURE;
	}
	comparison.figure = argv[1];
	comparison.where = argv[2];
	comparison.n_rounds = (unsigned int)n_rounds;
	r = comparison_run(&comparison);
	if (r < 0)
		log_errno(r, "cannot compare");
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
