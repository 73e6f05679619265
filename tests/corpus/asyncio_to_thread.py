# SPDX-License-Identifier: GPL-2.0-or-later
# The thread of an event loop visits a namespace and awaits to_thread() there. The loop's default
# pool makes a worker for that, in the namespace; the loop goes home, the worker does not. The
# next coroutine that calls to_thread(), and knows of no namespaces at all, gets this worker.
#
# Expect: stranded net worker
import asyncio
import ctypes
import os
import subprocess
import threading
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


async def visit(netns_fd, home_fd):
    switch(netns_fd)
    await asyncio.to_thread(announce, "worker")
    switch(home_fd)


async def main():
    netns_fd = make_netns()
    home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
    await visit(netns_fd, home_fd)
    assert await asyncio.to_thread(where) != where(), "the worker is at home"
    await asyncio.sleep(0.05)  # a loop and its pool outlive the visit


asyncio.run(main())
