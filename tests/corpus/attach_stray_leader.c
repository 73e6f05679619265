// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A service in which the first thread went to a container and was forgotten there. Home is where
 * most of its threads are, and it is the leader who is astray, not all others.
 *
 * Attach: yes
 * Expect: stranded net leader
 */
#include "corpus.h"

int main(void)
{
	announce("leader");
	start_idle("healthy");
	start_idle("healthy");
	start_idle("healthy");
	enter(new_netns());
	await_trace();
	return 0;
}
