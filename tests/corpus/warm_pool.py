# SPDX-License-Identifier: GPL-2.0-or-later
# The cure for lazy_pool.py: the pool has all its workers before the first visit. A visitor hands
# its work to them as before, and they do it at home.
#
# Expect: nothing
import ctypes
import os
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

N_WORKERS = 4

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


def make_pool():
    """A worker that waits at the barrier is not idle: the next task makes another one."""
    pool = ThreadPoolExecutor(N_WORKERS)
    barrier = threading.Barrier(N_WORKERS)
    list(pool.map(lambda _: barrier.wait(), range(N_WORKERS)))
    return pool


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
home = where()
with make_pool() as pool:
    switch(netns_fd)
    places = {pool.submit(where).result() for _ in range(20)}
    switch(home_fd)
assert places == {home}, places
