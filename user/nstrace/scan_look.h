/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One look at where every thread is, into an engine that says where home is.
 *
 * A process none of whose threads disagree is not told of. What ends meanwhile is no error.
 */
#ifndef NSTRACE_SCAN_LOOK_H
#define NSTRACE_SCAN_LOOK_H

#include <stddef.h>
#include <stdint.h>
#include "engine/engine.h"
#include "lib/cleanup.h"
#include "nstrace/options.h"
#include "nstrace/probes.h"
#include "nstrace/scan_output.h"

/* Looks by BPF, or through /proc where that does not work, which the user is told, as is every
 * failure. *ret has seen the end of the snapshot; it is the caller's to engine_free(). Fills in
 * source, n_hidden and n_seen of the summary. */
int scan_look(const struct options *options, struct scan_summary *summary,
	      struct engine **ret) warn_unused_result_;

/* The two ways by themselves. */
int scan_look_bpf(const struct probes_scope *scope, struct engine **ret) warn_unused_result_;
/* Fills in n_hidden and n_seen. */
int scan_look_procfs(const struct probes_scope *scope, struct scan_summary *summary,
		     struct engine **ret) warn_unused_result_;

/* An engine for them: a scan has no findings of the trace's classes. */
int scan_engine_new(struct engine **ret) warn_unused_result_;

#endif
