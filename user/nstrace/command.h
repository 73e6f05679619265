/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command to trace: started, but held back until every probe is attached.
 *
 * It dies with us, also when we are killed, unless it is a set-user-ID program; what it has started
 * itself is its own business. It gets our signal mask and dispositions as they are
 * when it is started, so that has to come before we change them.
 */
#ifndef NSTRACE_COMMAND_H
#define NSTRACE_COMMAND_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/cleanup.h"

#define COMMAND_EXIT_NOT_EXECUTABLE 126
#define COMMAND_EXIT_NOT_FOUND	    127

struct command;

/* argv is kept, not copied. Unless as_root, it becomes the user who called sudo. On success *ret is
 * the caller's to command_free(); on failure the user has been told. */
int command_start(char **argv, bool as_root, struct command **ret) warn_unused_result_;

/* Ends a command that has not been waited for, by force. */
void command_free(struct command *command);

uint32_t command_tgid(const struct command *command);

/* Let it go, once, and see it exec. That it cannot be executed the user is told here, and
 * command_wait() gives the exit status for it. */
int command_release(struct command *command) warn_unused_result_;

/* Does nothing once it has been waited for. */
void command_signal(const struct command *command, int signal);

/* Its exit status as a shell has it: 128+N if signal N ended it. Waits for its end. */
int command_wait(struct command *command);

#endif
