# SPDX-License-Identifier: GPL-2.0-or-later
# A pool's worker was born in the middle of a visit and stayed there. A later task of the pool runs
# a program, from a place in the code where nobody thinks of namespaces: it runs in the wrong one.
#
# Expect: stranded net worker
# Expect: misplaced net program
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


def run(command):
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    print("role program", child.pid, flush=True)
    return child.communicate()[0].strip()


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=1) as pool:
    switch(netns_fd)
    pool.submit(announce, "worker").result()
    switch(home_fd)
    place = pool.submit(run, ["readlink", "/proc/self/ns/net"]).result()
assert place != os.readlink("/proc/self/ns/net"), "the program ran at home"
