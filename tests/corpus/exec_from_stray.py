# SPDX-License-Identifier: GPL-2.0-or-later
# A pool's worker was born in the middle of a visit and stayed there. A later task of the pool runs
# a program, from a place in the code where nobody thinks of namespaces: it runs in the wrong one.
#
# Expect: stranded net worker
# Expect: misplaced net program
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, make_netns, switch


def run(command):
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    print("role program", child.pid, flush=True)
    return child.communicate()[0].strip()


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=1) as pool:
    switch(netns_fd)
    pool.submit(announce, "worker").result()
    switch(home_fd)
    place = pool.submit(run, ["readlink", "/proc/self/ns/net"]).result()
assert place != os.readlink("/proc/self/ns/net"), "the program ran at home"
