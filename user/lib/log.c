// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines for people on stderr, and nothing more: no files, no timestamps, no buffers that a fork
 * would copy. The level and the program's name are the library's only state.
 */
#include "lib/log.h"

#include <stdarg.h>
#include <string.h>

static const char *program_name = "nstrace";
static enum log_level max_level = LOG_INFO;

void log_set_program(const char *name)
{
	program_name = name;
}

void log_set_level(enum log_level level)
{
	max_level = level;
}

/* One write for the whole line: helpers and children share this stderr, and dprintf() splits lines
 * that are longer than its buffer. */
static void log_line(enum log_level level, int error, const char *format, va_list args)
{
	const char *kind = level == LOG_WARNING ? "warning: " : "";
	char text[768], line[1024];
	int length;

	if (level > max_level)
		return;
	vsnprintf(text, sizeof(text), format, args);
	length = snprintf(line, sizeof(line), "%s: %s%s%s%s\n", program_name, kind, text,
			  error ? ": " : "", error ? strerror(error) : "");
	if (length >= (int)sizeof(line))
		length = sizeof(line) - 1;
	/* There is nobody to tell that it failed. */
	(void)!write(STDERR_FILENO, line, (size_t)length);
}

void log_message(enum log_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(level, 0, format, args);
	va_end(args);
}

int log_message_errno(enum log_level level, int error, const char *format, ...)
{
	va_list args;

	error = abs(error);
	va_start(args, format);
	log_line(level, error, format, args);
	va_end(args);
	return -error;
}
