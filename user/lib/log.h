/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Talk for people, on stderr: "program: message". Data goes elsewhere. */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include "lib/cleanup.h"

enum log_level {
	LOG_ERROR,
	LOG_WARNING,
	LOG_INFO,
	LOG_DEBUG,
};

/* Both are for main(): the name is kept, not copied. The default level is LOG_INFO. */
void log_set_program(const char *name);
void log_set_level(enum log_level level);

void log_message(enum log_level level, const char *format, ...) printf_(2, 3);

/* The same with ": strerror(error)" behind; error is an errno, negative or not. Gives back
 * -|error|, so that a caller can say `return log_errno(r, "…")`. */
int log_message_errno(enum log_level level, int error, const char *format, ...) printf_(3, 4);

#define log_error(...)		   log_message(LOG_ERROR, __VA_ARGS__)
#define log_warning(...)	   log_message(LOG_WARNING, __VA_ARGS__)
#define log_info(...)		   log_message(LOG_INFO, __VA_ARGS__)
#define log_debug(...)		   log_message(LOG_DEBUG, __VA_ARGS__)
#define log_errno(error, ...)	   log_message_errno(LOG_ERROR, error, __VA_ARGS__)
#define log_warn_errno(error, ...) log_message_errno(LOG_WARNING, error, __VA_ARGS__)

#endif
