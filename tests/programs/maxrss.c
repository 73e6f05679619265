// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How much memory a program needs at most: `maxrss FILE PROGRAM [ARGUMENT...]` runs it and writes
 * the kilobytes that the largest of its processes had at once into the file. The exit status is the
 * program's.
 */
#include <err.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	FILE *file;
	pid_t tgid;
	int status;

	if (argc < 3)
		errx(1, "usage: maxrss FILE PROGRAM [ARGUMENT...]");
	tgid = fork();
	if (tgid == 0) {
		execvp(argv[2], &argv[2]);
		err(127, "%s", argv[2]);
	}
	if (tgid < 0 || waitpid(tgid, &status, 0) < 0 || getrusage(RUSAGE_CHILDREN, &usage))
		err(1, "%s", argv[2]);
	file = fopen(argv[1], "we");
	if (!file || fprintf(file, "%ld\n", usage.ru_maxrss) < 0 || fclose(file))
		err(1, "%s", argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
