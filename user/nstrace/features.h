/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `nstrace features`: what this kernel lets us see. */
#ifndef NSTRACE_FEATURES_H
#define NSTRACE_FEATURES_H

#include "nstrace/options.h"

/* Try every probe for itself and print what came of it. Returns the exit status: 0 if tracing works
 * here, 125 if not. */
int features_run(const struct options *options);

#endif
