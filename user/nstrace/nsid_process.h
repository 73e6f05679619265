/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The oldest process in a namespace, found by walking over /proc: the links of process leaders, not
 * of their threads.
 *
 * The walk fills a table that answers for every namespace. It goes on in portions, so that it takes
 * little of any second, however many processes there are. Nothing here opens or enters a namespace.
 */
#ifndef NSTRACE_NSID_PROCESS_H
#define NSTRACE_NSID_PROCESS_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdint.h>
#include "lib/cleanup.h"
#include "nstrace_abi.h"

struct nsid_process {
	uint32_t tgid;
	char comm[NSTRACE_COMM_LEN]; /* hostile text */
};

struct nsid_processes;

/* proc: where /proc is; kept, not copied. *ret is the caller's to nsid_processes_free(). */
int nsid_processes_new(const char *proc, struct nsid_processes **ret) warn_unused_result_;
void nsid_processes_free(struct nsid_processes *processes);

/* Walk to the end at once, whatever it costs: for who asks once. */
void nsid_processes_be_patient(struct nsid_processes *processes);

/* A walk that is due now, so that who asks next need not wait for it. */
void nsid_processes_look(struct nsid_processes *processes, uint64_t now_nsec);

/* 1: *ret is in it now, and was the oldest at the last walk. 0: nobody was found, which is known
 * anew only when some time has passed. -EAGAIN: not known yet, ask again. */
int nsid_processes_find(struct nsid_processes *processes, const struct nstrace_nsid *nsid,
			uint64_t now_nsec, struct nsid_process *ret);

#endif
