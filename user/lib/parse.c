// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Strict readings of text that a person or a file gave us. The C library's functions do the work;
 * what they accept beyond the documented forms is refused here.
 */
#include "lib/parse.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

int parse_u64(const char *text, uint64_t min, uint64_t max, uint64_t *ret)
{
	unsigned long long value;
	char *end;

	/* strtoull() itself takes spaces and signs, and turns -1 into a huge number. */
	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || value < min || value > max)
		return -ERANGE;
	*ret = value;
	return 0;
}

int parse_duration(const char *text, uint64_t *ret_nsec)
{
	static const struct {
		const char *suffix;
		double nsec;
	} units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"m", 60e9}, {"h", 3600e9}};
	double value;
	char *end;
	size_t i;

	/* strtod() also takes "nan", "inf", hexadecimal and signs. */
	if (!isdigit((unsigned char)text[0]) || strchr(text, 'x') || strchr(text, 'X'))
		return -EINVAL;
	value = strtod(text, &end);
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(end, units[i].suffix))
			continue;
		value = round(value * units[i].nsec); /* 1.001 ms is a little less in binary */
		if (!isfinite(value) || value >= (double)INT64_MAX)
			return -ERANGE;
		*ret_nsec = (uint64_t)value;
		return 0;
	}
	return -EINVAL;
}
