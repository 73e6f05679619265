// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whoever takes over a confined process shall find nothing in it: no way to the kernel's maps and
 * programs, no output of ours, no right that an ordinary user has not.
 */
#include "nstrace/confine.h"

#include <grp.h>
#include <signal.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define NOBODY	    65534
#define SECONDS_MAX 2
#define MEMORY_MAX  ((rlim_t)2 << 30) /* of addresses: mostly files, mapped as a whole */

static int compare_fds(const void *a, const void *b)
{
	int one = *(const int *)a, other = *(const int *)b;

	return (one > other) - (one < other);
}

int confine_fds(int *fds, size_t n)
{
	unsigned int first = 0;

	qsort(fds, n, sizeof(*fds), compare_fds);
	for (size_t i = 0; i < n; i++) {
		unsigned int kept = (unsigned int)fds[i];

		if (kept > first && close_range(first, kept - 1, 0))
			return -errno;
		first = kept + 1;
	}
	return close_range(first, ~0U, 0) ? -errno : 0;
}

/* Of another user than root only capabilities make more than anybody is. */
static int give_up_ids(void)
{
	if (geteuid())
		return 0;
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		return -errno;
	return 0;
}

static int give_up_capabilities(void)
{
	cap_t none = cap_init();
	int r = none && !cap_set_proc(none) ? 0 : -errno;

	cap_free(none);
	return r;
}

int confine_rights(void)
{
	const struct rlimit cpu_seconds = {SECONDS_MAX, SECONDS_MAX};
	const struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};
	int r = give_up_ids();

	if (r >= 0)
		r = give_up_capabilities();
	if (r < 0)
		return r;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0) ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) || /* a change of ids has cleared it */
	    setrlimit(RLIMIT_CPU, &cpu_seconds) || setrlimit(RLIMIT_AS, &memory))
		return -errno;
	return 0;
}
