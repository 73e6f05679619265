// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How long after the event that decides it a finding can be read: takes nstrace's JSON on stdin,
 * looks at the clock behind each line, and prints at the end how many findings there were, the
 * median and the greatest delay in microseconds.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_FINDINGS 10000

static int64_t now_nsec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A line's own "decided", or 0. */
static int64_t decided_nsec(const char *line)
{
	const char *decided = strstr(line, "\"decided\":");

	if (strncmp(line, "{\"type\":\"finding\"", 17) || !decided)
		return 0;
	return strtoll(decided + strlen("\"decided\":"), NULL, 10);
}

static int compare(const void *a, const void *b)
{
	int64_t difference = *(const int64_t *)a - *(const int64_t *)b;

	return difference < 0 ? -1 : difference > 0;
}

int main(void)
{
	static int64_t delays[MAX_FINDINGS];
	static char line[65536];
	size_t n = 0;

	while (n < MAX_FINDINGS && fgets(line, sizeof(line), stdin)) {
		int64_t read_nsec = now_nsec(), decided = decided_nsec(line);

		if (decided)
			delays[n++] = (read_nsec - decided) / 1000;
	}
	if (!n)
		errx(1, "no findings");
	qsort(delays, n, sizeof(delays[0]), compare);
	printf("%zu %jd %jd\n", n, (intmax_t)delays[n / 2], (intmax_t)delays[n - 1]);
}
