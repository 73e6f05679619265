# SPDX-License-Identifier: GPL-2.0-or-later
# Another cure for lazy_pool.py: the first thing that a worker does is to go home, wherever it was
# born. Its first task is done after that, so the visitor is still there when the worker leaves.
#
# Expect: nothing
import ctypes
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

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


def where():
    return os.readlink("/proc/thread-self/ns/net")


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
home = where()
with ThreadPoolExecutor(initializer=switch, initargs=(home_fd,)) as pool:
    switch(netns_fd)
    place = pool.submit(where).result()
    switch(home_fd)
assert place == home, "the worker is at " + place
