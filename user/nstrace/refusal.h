/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a kernel does not take our programs, in words that say what to change. */
#ifndef NSTRACE_REFUSAL_H
#define NSTRACE_REFUSAL_H

/* For a negative errno of the functions of probes.h; looks at this kernel as well. */
const char *refusal_reason(int error);

#endif
