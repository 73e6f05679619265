# SPDX-License-Identifier: GPL-2.0-or-later
# The file object that home's descriptor came from is collected at once, and closes it. The way home
# fails then with EBADF; a handler that means well keeps the worker alive, and the pool's next task
# runs in the wrong namespace.
#
# Expect: refused net worker
# Expect: tainted net worker
import time
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, make_netns, switch, where


def visit(netns_fd):
    announce("worker")
    home_fd = open("/proc/thread-self/ns/net").fileno()
    switch(netns_fd)
    try:
        switch(home_fd)
    except OSError:
        pass


netns_fd = make_netns()
with ThreadPoolExecutor(max_workers=1) as pool:
    pool.submit(visit, netns_fd).result()
    assert pool.submit(where).result() != where(), "the worker went home"
    time.sleep(0.15)  # longer than anybody would take to try again
