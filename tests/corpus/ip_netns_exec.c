// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program with threads that leaves namespaces to iproute2: ip makes them, enters them with one
 * thread, and becomes the command that is to run there.
 *
 * Options: --ns=all
 * Expect: nothing
 */
#include "corpus.h"

static void sh(const char *command)
{
	if (system(command))
		errx(1, "%s", command);
}

int main(void)
{
	start_idle("healthy");
	sh("ip netns add corpus");
	sh("ip netns exec corpus ip link set lo up");
	sh("ip -n corpus link show lo >/dev/null");
	sh("ip netns del corpus");
	return 0;
}
