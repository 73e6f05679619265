/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line of nstrace, and the text that explains it.
 *
 * It only reads words: whether a process, file or capability exists is found out by whoever needs
 * it. What is wrong with the words it tells the user itself, once.
 */
#ifndef NSTRACE_OPTIONS_H
#define NSTRACE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/cleanup.h"

enum options_verb {
	OPTIONS_TRACE,
	OPTIONS_FEATURES,
	OPTIONS_SCAN,
	OPTIONS_EXPLAIN,
	OPTIONS_HELP,
	OPTIONS_VERSION,
};

enum options_color {
	OPTIONS_COLOR_AUTO,
	OPTIONS_COLOR_ALWAYS,
	OPTIONS_COLOR_NEVER,
};

/* What an option that may be given several times was given. */
struct options_words {
	const char **items;
	size_t n;
};

/* Strings are argv's own. */
struct options {
	enum options_verb verb;
	enum options_color color;
	char **command;	 /* with its arguments, up to a NULL; NULL: none */
	uint32_t *tgids; /* of the processes to follow; none and no command: everything */
	size_t n_tgids;
	const char *class_name;	 /* to explain; NULL: list them */
	const char *output_path; /* NULL: standard output */
	const char *json_path;	 /* NULL: none; else JSON goes there, beside the text */
	bool json;		 /* JSON instead of text */
	bool quiet;
	bool verbose;
	bool as_root;
	bool no_stacks;
	bool no_names;		 /* of namespaces */
	bool see_32bit;		 /* from the start */
	bool no_evidence;	 /* do not look at what threads do while they are away */
	int error_exitcode;	 /* 0: findings do not change the exit status */
	uint64_t duration_nsec;	 /* 0: no limit */
	uint32_t kinds;		 /* of namespaces: a bit 1 << enum nstrace_nsid_kind for each */
	uint64_t max_visit_nsec; /* 0: the engine's default */
	struct options_words comms, netns, cgroups; /* to report; none: all */
	struct options_words suppressions;	    /* files */
	bool gen_suppressions;
};

/* On success *ret is the caller's to options_free(). -EINVAL: the user was told what is wrong. */
int options_parse(int argc, char **argv, struct options *ret) warn_unused_result_;
void options_free(struct options *options);

const char *options_help_text(void);

/* Whether text written to fd gets colours. */
bool options_use_color(enum options_color color, int fd);

#endif
