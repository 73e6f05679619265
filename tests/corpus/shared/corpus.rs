// SPDX-License-Identifier: GPL-2.0-or-later
// What the Rust programs of the corpus need: a namespace to go to, the way there, and roles. Only
// what would hide nothing stands here: visits and threads, each program has itself. Nothing that
// fails is passed over, so that a situation that could not be made is never taken for one.
#![allow(dead_code)] // not every program needs all of it

use std::fs::{read_link, File};
use std::io;
use std::os::unix::io::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

extern "C" {
    fn setns(fd: i32, nstype: i32) -> i32;
    fn unshare(flags: i32) -> i32;
    fn gettid() -> i32;
}

const CLONE_NEWNET: i32 = 0x40000000;

fn check(result: i32) -> io::Result<()> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Its first process ends at once; the descriptor keeps it alive.
pub fn make_netns() -> io::Result<File> {
    let mut cat = Command::new("cat");
    unsafe { cat.pre_exec(|| check(unshare(CLONE_NEWNET))) };
    let mut child = cat.stdin(Stdio::piped()).spawn()?;
    let netns = File::open(format!("/proc/{}/ns/net", child.id()));
    child.wait()?;
    netns
}

pub fn switch(netns: &File) -> io::Result<()> {
    check(unsafe { setns(netns.as_raw_fd(), CLONE_NEWNET) })
}

/// The runner reads who is who from stdout.
pub fn announce(role: &str) {
    println!("role {} {}", role, unsafe { gettid() });
}

/// Where the calling thread is.
pub fn place() -> io::Result<PathBuf> {
    read_link("/proc/thread-self/ns/net")
}
