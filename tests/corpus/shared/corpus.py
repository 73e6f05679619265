# SPDX-License-Identifier: GPL-2.0-or-later
# What most Python programs of the corpus need: a namespace to go to, the way there, and roles. Only
# what would hide nothing stands here: visits, pools and threads, each program has itself. All of it
# raises when it fails, so that a situation that could not be made is never taken for one.
import ctypes
import os
import subprocess
import threading

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def make_netns():
    """Its first process ends at once; the descriptor keeps it alive."""
    unshare = lambda: check(libc.unshare(CLONE_NEWNET))
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, preexec_fn=unshare) as child:
        return os.open(f"/proc/{child.pid}/ns/net", os.O_RDONLY)


def switch(netns_fd):
    check(libc.setns(netns_fd, CLONE_NEWNET))


def announce(role):
    """The runner reads who is who from stdout."""
    print("role", role, threading.get_native_id(), flush=True)


def where():
    return os.readlink("/proc/thread-self/ns/net")
