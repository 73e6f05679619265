/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `nstrace explain`: what a class of findings means, what harm it does, and how to cure it.
 *
 * The short form of docs/findings.md. It needs no privileges, and looks at nothing.
 */
#ifndef NSTRACE_EXPLAIN_H
#define NSTRACE_EXPLAIN_H

#include "nstrace/options.h"

/* Explain options->class_name, or without one list the classes. Returns the exit status. */
int explain_run(const struct options *options);

#endif
