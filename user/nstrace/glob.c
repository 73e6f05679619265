// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fnmatch() does the work, byte by byte: nstrace never sets a locale. It takes a broken pattern for
 * plain text, so what is broken is found here.
 */
#include "nstrace/glob.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdint.h>
#include <string.h>

/* One escape: what fnmatch() shall see goes to out. Returns how long it is in text, 0 if it is
 * none. */
static size_t parse_escape(const char *text, char out[2])
{
	unsigned int byte;

	out[0] = '\\';
	out[1] = text[1];
	if (text[1] != 'x')
		return text[1] ? 2 : 0;
	if (!isxdigit((unsigned char)text[2]) || !isxdigit((unsigned char)text[3]) ||
	    sscanf(text + 2, "%2x", &byte) != 1 || !byte)
		return 0;
	out[1] = (char)byte;
	return 4;
}

/* The length of what begins a set: a `]` there is one of its members. */
static size_t set_start(const char *text)
{
	size_t length = 1;

	if (text[length] == '!' || text[length] == '^')
		length++;
	return text[length] == ']' ? length + 1 : length;
}

/* out has room for text: no step writes more than it reads. */
static int translate(const char *text, char *out)
{
	bool in_set = false;

	while (*text) {
		size_t length = 1;

		if (*text == '\\') {
			length = parse_escape(text, out);
			if (!length)
				return -EINVAL;
			out += 2;
		} else {
			if (!in_set && *text == '[')
				length = set_start(text);
			in_set = in_set ? *text != ']' : *text == '[';
			memcpy(out, text, length);
			out += length;
		}
		text += length;
	}
	*out = '\0';
	return in_set ? -EINVAL : 0;
}

int glob_parse(const char *text, char **ret)
{
	char *pattern;
	int r;

	if (!*text)
		return -EINVAL;
	pattern = malloc(strlen(text) + 1);
	if (!pattern)
		return -ENOMEM;
	r = translate(text, pattern);
	if (r < 0) {
		free(pattern);
		return r;
	}
	*ret = pattern;
	return 0;
}

bool glob_matches(const char *pattern, const char *text)
{
	return !fnmatch(pattern, text, 0);
}

void glob_quote(const char *text, FILE *file)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte <= 0x20 || byte >= 0x7f)
			fprintf(file, "\\x%02x", byte);
		else
			fprintf(file, strchr("*?[\\", byte) ? "\\%c" : "%c", byte);
	}
}
