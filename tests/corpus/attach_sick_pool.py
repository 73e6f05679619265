# SPDX-License-Identifier: GPL-2.0-or-later
# A service that is already sick when somebody looks at it: one of its pool's three workers was born
# in a visit that is long over. The others, made before, are at home with the main thread.
#
# Attach: yes
# Expect: stranded net stray
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, make_netns, switch


def occupy(pool, n_workers):
    """Returns when the workers are busy, with what lets them go."""
    arrived, leave = threading.Barrier(n_workers + 1), threading.Event()
    for _ in range(n_workers):
        pool.submit(lambda: (arrived.wait(), leave.wait()))
    arrived.wait()
    return leave


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=3) as pool:
    leave = occupy(pool, 2)
    switch(netns_fd)
    pool.submit(announce, "stray").result()
    switch(home_fd)
    print("ready", flush=True)
    sys.stdin.readline()
    time.sleep(0.15)  # longer than anybody should need to see it
    leave.set()
