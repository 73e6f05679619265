// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A visit that is to see control groups as a container sees them. The worker keeps the view: paths
 * in /proc/self/cgroup are other paths for it.
 *
 * Options: --ns=cgroup
 * Expect: stranded cgroup worker
 */
#include "corpus.h"

int main(void)
{
	int home_fd = here("cgroup");

	if (setns(new_namespace("cgroup", CLONE_NEWCGROUP), 0))
		err(1, "setns");
	start_idle("worker");
	if (setns(home_fd, 0))
		err(1, "setns");
	return 0;
}
