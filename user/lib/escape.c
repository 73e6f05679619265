// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/escape.h"

#include <stdbool.h>
#include <stdio.h>

static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '\\';
}

char *escape_text(const char *text, char *out, size_t size)
{
	size_t used = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		size_t need = is_plain(byte) ? 1 : 4;

		if (used + need >= size)
			break;
		if (need == 1)
			out[used] = (char)byte;
		else
			snprintf(out + used, size - used, "\\x%02x", byte);
		used += need;
	}
	out[used] = '\0';
	return out;
}
