# SPDX-License-Identifier: GPL-2.0-or-later
# A daemon that drops into its namespace at the start and stays: the process has one thread then,
# and takes its home with it. What it makes later is at home: workers, their threads and programs.
#
# Expect: nothing
import subprocess
from concurrent.futures import ThreadPoolExecutor

from corpus import make_netns, switch, where

switch(make_netns())
with ThreadPoolExecutor() as pool:
    places = {pool.submit(where).result() for _ in range(20)}
    pool.submit(subprocess.run, ["true"], check=True).result()
assert places == {where()}, places
