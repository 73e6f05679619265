# SPDX-License-Identifier: GPL-2.0-or-later
# A server with a process for each namespace: forked at home from a process that never moves, each
# enters its namespace for good and starts its threads there.
#
# Expect: nothing
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

from corpus import make_netns, switch, where

N_WORKERS = 3


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
