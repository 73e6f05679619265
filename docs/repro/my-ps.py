#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# The example of docs/repro.md: says how many links each container has, and looks after each whether
# the bridge is still there. It makes its pool's thread when it needs it first, which is during a
# visit; with --fixed before all visits.
import ctypes
import json
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def enter(netns_fd):
    if libc.setns(netns_fd, CLONE_NEWNET) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def print_links(container_id, names):
    print(container_id[:12], len(names), "links")


def visit(pool, home, container_id, pid):
    container = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    enter(container)
    names = socket.if_nameindex()
    printed = pool.submit(print_links, container_id, names)  # the thread is born here …
    enter(home)  # … and does not come along
    os.close(container)
    printed.result()


def main(arguments):
    with open("/run/nstrace-lab/containers.json") as file:
        pids = {c["id"]: c["pid"] for c in json.load(file)["containers"]}
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    pool = ThreadPoolExecutor(max_workers=1)
    if arguments and arguments[0] == "--fixed":
        arguments.pop(0)
        pool.submit(int).result()
    for container_id in arguments:
        visit(pool, home, container_id, pids[container_id])
        try:
            pool.submit(socket.if_nametoindex, "weave").result()
        except OSError:
            sys.exit("my-ps: the bridge is gone")


main(sys.argv[1:])
