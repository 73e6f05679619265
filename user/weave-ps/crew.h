/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children that do the visits, a bounded number at a time, with a deadline for each visit. */
#ifndef WEAVE_PS_CREW_H
#define WEAVE_PS_CREW_H

#include "weave-ps/strategy.h"

/* A child at one of its visits. */
struct crew_member {
	const struct itinerary *itinerary;
	const struct visit *visit;
	int pipe_fd;  /* where its records go */
	void *memory; /* NULL at its first visit; what the job leaves there is there at the next */
	/* Where the job has the kernel write (CLONE_PARENT_SETTID) whom it starts to help it, and
	 * puts 0 when that one has ended. One that asked to be killed with the child
	 * (PR_SET_PDEATHSIG) is waited for if the child cannot. */
	pid_t *helper_tgid;
};

/* What a child does at each visit; what it finds is sent to its parent. It may change its
 * namespace: it has one thread, and ends afterwards, so there is nobody to find it in the wrong
 * place. It may also become another program that writes the records itself. */
typedef int crew_job(struct crew_member *member, struct interfaces *interfaces);

struct crew_plan {
	size_t n_children; /* the first does the visits 0, n_children, 2 * n_children, …; so on */
	size_t n_at_once;
	crew_job *job;
};

/* How many processors this process may use. */
size_t crew_n_cpus(void);

/* The plan in which each processor has one child, which visits its share. */
struct crew_plan crew_of_cpus(const struct itinerary *itinerary, crew_job *job);

/* Has every visit done; see struct strategy for what it leaves and gives back: -ETIMEDOUT for a
 * child that had to be killed, -EIO for one that died. No child stays. SIGCHLD must not be
 * ignored, or the number of one that ended could be another's when it is killed. */
int crew_run(struct itinerary *itinerary, const struct crew_plan *plan) warn_unused_result_;

#endif
