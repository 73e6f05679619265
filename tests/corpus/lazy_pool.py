# SPDX-License-Identifier: GPL-2.0-or-later
# A ThreadPoolExecutor starts a worker when a task finds none idle. Here that is in the middle of a
# visit: the worker is born away, and stays there for all the tasks of the pool that come later.
#
# Expect: stranded net worker
import os
import time
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, make_netns, switch, where


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
