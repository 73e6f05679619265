// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A thread tries to leave and cannot, since it has no right to or names nothing to go to. It is
 * where it was, at home, so that nothing is lost but the work it wanted to do.
 *
 * Expect: refused net visitor
 * Expect: refused net visitor
 */
#include "corpus.h"

#include <linux/capability.h>

static void *visit(void *unused)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};

	(void)unused;
	announce("visitor");
	if (!setns(-1, CLONE_NEWNET))
		errx(1, "it did not fail");
	if (syscall(SYS_capset, &header, none)) /* of this thread alone */
		err(1, "capset");
	if (!unshare(CLONE_NEWNET))
		errx(1, "it did not fail");
	return NULL;
}

int main(void)
{
	join(start(visit, NULL));
	return 0;
}
