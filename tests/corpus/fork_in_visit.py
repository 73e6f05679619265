# SPDX-License-Identifier: GPL-2.0-or-later
# A child process for the work in the namespace, not a thread: a thread visits, forks, waits for the
# child and goes home. The child lives where it was born, as it is meant to, and so do the threads
# that it makes.
#
# Expect: nothing
import multiprocessing
import os
import threading

from corpus import make_netns, switch, where


def work(home):
    """Runs in the child."""
    places = [where()]
    thread = threading.Thread(target=lambda: places.append(where()))
    thread.start()
    thread.join()
    assert len(set(places)) == 1 and home not in places, places


def visit(netns_fd, home_fd, child):
    switch(netns_fd)
    child.start()
    child.join()
    switch(home_fd)


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
child = multiprocessing.get_context("fork").Process(target=work, args=(where(),))
visitor = threading.Thread(target=visit, args=(netns_fd, home_fd, child))
visitor.start()
visitor.join()
assert child.exitcode == 0, child.exitcode
