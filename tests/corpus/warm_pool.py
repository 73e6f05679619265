# SPDX-License-Identifier: GPL-2.0-or-later
# The cure for lazy_pool.py: the pool has all its workers before the first visit. A visitor hands
# its work to them as before, and they do it at home.
#
# Expect: nothing
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from corpus import make_netns, switch, where

N_WORKERS = 4


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
