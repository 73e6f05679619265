// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread enters a container and drops its privileges there, as one should, and with them the
 * right to go home. It ends where it is: whatever it did since the restore failed, it did there.
 *
 * Expect: refused net visitor
 * Expect: tainted net visitor
 */
#include "corpus.h"

#include <linux/capability.h>

static void visit(void)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
	int home_fd = here("net");

	announce("visitor");
	enter(new_netns());
	if (syscall(SYS_capset, &header, none)) /* of this thread alone */
		err(1, "capset");
	if (!setns(home_fd, CLONE_NEWNET))
		errx(1, "it did not fail");
}

int main(void)
{
	in_thread(visit);
	return 0;
}
