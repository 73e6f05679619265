# SPDX-License-Identifier: GPL-2.0-or-later
# The file object that home's descriptor came from is collected at once, and closes it. The way home
# fails then with EBADF; a handler that means well keeps the worker alive, and the pool's next task
# runs in the wrong namespace.
#
# Expect: refused net worker
# Expect: tainted net worker
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


def visit(netns_fd):
    announce("worker")
    home_fd = open("/proc/thread-self/ns/net").fileno()
    switch(netns_fd)
    try:
        switch(home_fd)
    except OSError:
        pass


netns_fd = make_netns()
with ThreadPoolExecutor(max_workers=1) as pool:
    pool.submit(visit, netns_fd).result()
    assert pool.submit(where).result() != where(), "the worker went home"
    time.sleep(0.15)  # longer than anybody would take to try again
