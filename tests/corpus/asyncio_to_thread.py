# SPDX-License-Identifier: GPL-2.0-or-later
# The thread of an event loop visits a namespace and awaits to_thread() there. The loop's default
# pool makes a worker for that, in the namespace; the loop goes home, the worker does not. The
# next coroutine that calls to_thread(), and knows of no namespaces at all, gets this worker.
#
# Expect: stranded net worker
import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

from corpus import announce, make_netns, switch, where


async def visit(netns_fd, home_fd):
    switch(netns_fd)
    await asyncio.to_thread(announce, "worker")
    switch(home_fd)


async def main():
    netns_fd = make_netns()
    home_fd = os.open("/proc/self/ns/net", os.O_RDONLY)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
    await visit(netns_fd, home_fd)
    assert await asyncio.to_thread(where) != where(), "the worker is at home"
    await asyncio.sleep(0.05)  # a loop and its pool outlive the visit


asyncio.run(main())
