// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program with threads that runs commands in a container by util-linux: nsenter has one thread,
 * and becomes the command; unshare makes its own container, and a child in it.
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
	struct tenant container = move_in(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS);
	char target[16];

	snprintf(target, sizeof(target), "%d", (int)container.tgid);
	if (setenv("TARGET", target, 1))
		err(1, "setenv");
	start_idle("healthy");
	sh("nsenter --target $TARGET --net --uts hostname corpus");
	sh("nsenter --target $TARGET --mount --net ip link set lo up");
	sh("unshare --net --mount --pid --fork true");
	move_out(container);
	return 0;
}
