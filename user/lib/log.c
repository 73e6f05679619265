// SPDX-License-Identifier: GPL-2.0-or-later
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

/* One write for the whole line: helpers and children share this stderr. */
static void log_line(enum log_level level, int error, const char *format, va_list args)
{
	char text[1024];
	size_t length;

	if (level > max_level)
		return;
	vsnprintf(text, sizeof(text), format, args);
	length = strlen(text);
	if (error)
		snprintf(text + length, sizeof(text) - length, ": %s", strerror(error));
	dprintf(STDERR_FILENO, "%s: %s%s\n", program_name, level == LOG_WARNING ? "warning: " : "",
		text);
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
