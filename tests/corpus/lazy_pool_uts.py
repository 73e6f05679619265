# SPDX-License-Identifier: GPL-2.0-or-later
# What lazy_pool.py does, with a UTS namespace: a worker that was born in the visit has the wrong
# host name ever after, and so has all that it writes to a log.
#
# Options: --ns=uts
# Expect: stranded uts worker
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, check, libc

CLONE_NEWUTS = 0x04000000


def become(name):
    check(libc.unshare(CLONE_NEWUTS))
    check(libc.sethostname(name, len(name)))


def make_utsns(name):
    """Its first process ends at once; the descriptor keeps it alive."""
    be_named = lambda: become(name)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, preexec_fn=be_named) as child:
        return os.open(f"/proc/{child.pid}/ns/uts", os.O_RDONLY)


def switch(utsns_fd):
    check(libc.setns(utsns_fd, CLONE_NEWUTS))


def host_name():
    return os.uname().nodename


utsns_fd = make_utsns(b"elsewhere")
home_fd = os.open("/proc/self/ns/uts", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=1) as pool:
    switch(utsns_fd)
    pool.submit(announce, "worker").result()
    switch(home_fd)
    assert host_name() != "elsewhere", "the main thread did not go home"
    assert pool.submit(host_name).result() == "elsewhere", "the worker is at home"
    time.sleep(0.05)  # as any pool, it outlives the visit
