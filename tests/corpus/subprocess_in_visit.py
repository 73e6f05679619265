# SPDX-License-Identifier: GPL-2.0-or-later
# A worker thread visits a namespace to run a program there, as `ip netns exec` would, and goes home
# after it. The program is where it was meant to be: its parent was there on purpose.
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


def run_there(netns_fd, home_fd, command):
    switch(netns_fd)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    switch(home_fd)
    return output.strip()


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=1) as pool:
    pool.submit(where).result()
    place = pool.submit(run_there, netns_fd, home_fd, ["readlink", "/proc/self/ns/net"]).result()
assert place != where(), "the program ran at home"
