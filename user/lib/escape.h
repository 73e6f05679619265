/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that came from another process or a container is hostile until it went through here. */
#ifndef LIB_ESCAPE_H
#define LIB_ESCAPE_H

#include <stddef.h>

#define ESCAPED_MAX(length)                                                  \
	(4 * (length) + 1) /* bytes for `length` bytes of text, with the NUL \
			    */

/* Copies text to out: printable ASCII stays, any other byte and the backslash become \xNN, so the
 * result is safe on a terminal, is valid UTF-8 for a JSON library, and can be turned back.
 * NUL-terminates unless size is 0; a text that does not fit is cut, before an escape rather than
 * inside it. Returns out. */
char *escape_text(const char *text, char *out, size_t size);

#endif
