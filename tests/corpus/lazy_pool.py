# SPDX-License-Identifier: GPL-2.0-or-later
# A ThreadPoolExecutor starts a worker when a task finds none idle. Here that is in the middle of a
# visit: the worker is born away, and stays there for all the tasks of the pool that come later.
#
# Expect: stranded net worker
import ctypes
import os
import subprocess
import threading
import time
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


def announce(role):
    print("role", role, threading.get_native_id(), flush=True)


def where():
    return os.readlink("/proc/thread-self/ns/net")


def visit(netns_fd, home_fd, pool):
    switch(netns_fd)
    pool.submit(announce, "worker").result()
    switch(home_fd)


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=1) as pool:
    visit(netns_fd, home_fd, pool)
    assert pool.submit(where).result() != where(), "the worker is at home"
    time.sleep(0.05)  # as any pool, it outlives the visit
