# SPDX-License-Identifier: GPL-2.0-or-later
# The way home from a mount namespace is barred by a thread that was made there: threads share their
# root and working directory, and whoever shares them cannot change mount namespaces (EINVAL). The
# visitor stays where it is, with its helper, and the pool gives it to somebody else.
#
# Options: --ns=mnt
# Expect: refused mnt visitor
# Expect: tainted mnt visitor
# Expect: exposed mnt helper
import ctypes
import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, libc

CLONE_NEWNS = 0x00020000


def visit(home_fd, helpers):
    announce("visitor")
    assert libc.unshare(CLONE_NEWNS) == 0, ctypes.get_errno()
    helpers.submit(announce, "helper").result()
    return ctypes.get_errno() if libc.setns(home_fd, CLONE_NEWNS) < 0 else 0


home_fd = os.open("/proc/self/ns/mnt", os.O_RDONLY)
visitors = ThreadPoolExecutor(max_workers=1)
helpers = ThreadPoolExecutor(max_workers=1)
assert visitors.submit(visit, home_fd, helpers).result() == errno.EINVAL, "the visitor went home"
time.sleep(0.15)  # longer than anybody would take to try again
os._exit(0)  # with everybody where they are
