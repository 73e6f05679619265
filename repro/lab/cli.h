/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a command of a container engine and waits for it. */
#ifndef LAB_CLI_H
#define LAB_CLI_H

#include "lib/cleanup.h"

#define CLI_MAX_WORDS  64
#define CLI_SAID_BYTES 200

/* A command line, built up word by word; the words are not copied. */
struct cli_words {
	const char *items[CLI_MAX_WORDS + 1]; /* a NULL behind the last */
	size_t n;
};

/* Words beyond the last place are an error of the caller's. */
void cli_add(struct cli_words *words, const char *word);
void cli_add_all(struct cli_words *words, const char *const *more);

/* Of what a program said; safe to show. The text loses its last newlines. */
void cli_last_line(char *text, char *ret, size_t size);

struct cli_limits {
	int timeout_msec;
	int cancel_fd; /* readable: kill the command; -1 for none */
};

/* Standard output goes to *ret_output (to be freed; may be NULL), and of what it says on standard
 * error one line to said: the last, in which such commands tell why they failed; safe to show.
 * 0; -EREMOTEIO: it failed, and said why; -ENOENT: there is no such command; -ETIMEDOUT,
 * -ECANCELED: it was killed; or another errno. */
int cli_run(const char *const *argv, struct cli_limits limits, char **ret_output,
	    char said[static CLI_SAID_BYTES]) warn_unused_result_;

#endif
