# SPDX-License-Identifier: GPL-2.0-or-later
# All threads that a visit makes end within it: the with statement leaves the pool only when its
# workers have been joined, and only then does the visitor go home. Nobody stays behind.
#
# Expect: nothing
import os
from concurrent.futures import ThreadPoolExecutor

from corpus import make_netns, switch, where

netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
home = where()
switch(netns_fd)
with ThreadPoolExecutor() as pool:
    place = pool.submit(where).result()
switch(home_fd)
assert place != home, "the worker was at home"
