// SPDX-License-Identifier: GPL-2.0-or-later
// A thread for each namespace, that enters it, does the work, returns the result and ends there.
// None ever has to find its way home, and none is used again.
//
// Expect: nothing
use std::fs::{read_link, File};
use std::io;
use std::os::unix::io::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

extern "C" {
    fn setns(fd: i32, nstype: i32) -> i32;
    fn unshare(flags: i32) -> i32;
}

const CLONE_NEWNET: i32 = 0x40000000;

fn check(result: i32) -> io::Result<()> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Its first process ends at once; the descriptor keeps it alive.
fn make_netns() -> io::Result<File> {
    let mut cat = Command::new("cat");
    unsafe { cat.pre_exec(|| check(unshare(CLONE_NEWNET))) };
    let mut child = cat.stdin(Stdio::piped()).spawn()?;
    let netns = File::open(format!("/proc/{}/ns/net", child.id()));
    child.wait()?;
    netns
}

fn switch(netns: &File) -> io::Result<()> {
    check(unsafe { setns(netns.as_raw_fd(), CLONE_NEWNET) })
}

fn place() -> io::Result<PathBuf> {
    read_link("/proc/thread-self/ns/net")
}

fn look_into(netns: &File) -> io::Result<PathBuf> {
    switch(netns)?;
    place()
}

fn main() -> io::Result<()> {
    for _ in 0..10 {
        let netns = make_netns()?;
        let seen = thread::spawn(move || look_into(&netns)).join().unwrap()?;
        assert_ne!(seen, place()?, "the thread stayed at home");
    }
    Ok(())
}
