# SPDX-License-Identifier: GPL-2.0-or-later
# Another cure for lazy_pool.py: the first thing that a worker does is to go home, wherever it was
# born. Its first task is done after that, so the visitor is still there when the worker leaves.
#
# Expect: nothing
import os
from concurrent.futures import ThreadPoolExecutor

from corpus import make_netns, switch, where

netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
home = where()
with ThreadPoolExecutor(initializer=switch, initargs=(home_fd,)) as pool:
    switch(netns_fd)
    place = pool.submit(where).result()
    switch(home_fd)
assert place == home, "the worker is at " + place
