# SPDX-License-Identifier: GPL-2.0-or-later
# A server with a process for each namespace: forked at home from a process that never moves, each
# enters its namespace for good and starts its threads there.
#
# Expect: nothing
import ctypes
import multiprocessing
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

N_WORKERS = 3
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


def work(netns_fd, places):
    """Runs in a process of its own."""
    switch(netns_fd)
    with ThreadPoolExecutor() as pool:
        places.put({where(), pool.submit(where).result()})


fork = multiprocessing.get_context("fork")
places = fork.SimpleQueue()
workers = [fork.Process(target=work, args=(make_netns(), places)) for _ in range(N_WORKERS)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
    assert worker.exitcode == 0, worker.exitcode
seen = [places.get() for _ in workers]
assert all(len(of_worker) == 1 and where() not in of_worker for of_worker in seen), seen
