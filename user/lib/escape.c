// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The one place where hostile text becomes harmless. It knows bytes only: a locale or an encoding
 * would give whoever chose the text a say in what is printable.
 */
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

	if (!size)
		return out;
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
