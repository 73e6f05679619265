# SPDX-License-Identifier: GPL-2.0-or-later
# A daemon that drops into its namespace at the start and stays: the process has one thread then,
# and takes its home with it. What it makes later is at home: workers, their threads and programs.
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


switch(make_netns())
with ThreadPoolExecutor() as pool:
    places = {pool.submit(where).result() for _ in range(20)}
    pool.submit(subprocess.run, ["true"], check=True).result()
assert places == {where()}, places
