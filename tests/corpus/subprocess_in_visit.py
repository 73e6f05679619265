# SPDX-License-Identifier: GPL-2.0-or-later
# A worker thread visits a namespace to run a program there, as `ip netns exec` would, and goes home
# after it. The program is where it was meant to be: its parent was there on purpose.
#
# Expect: nothing
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from corpus import make_netns, switch, where


def run_there(netns_fd, home_fd, command):
    switch(netns_fd)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    switch(home_fd)
    return output.strip()


netns_fd = make_netns()
home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
with ThreadPoolExecutor(max_workers=1) as pool:
    pool.submit(where).result()
    place = pool.submit(run_there, netns_fd, home_fd, ["readlink", "/proc/self/ns/net"]).result()
assert place != where(), "the program ran at home"
