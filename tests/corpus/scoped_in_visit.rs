// SPDX-License-Identifier: GPL-2.0-or-later
// Scoped threads share the work of a visit. The scope joins them before it returns, so that the
// visitor goes home alone. Another thread of the process is at home all the time.
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

/// A thread each, all there at the same time or one after the other.
fn work(n_threads: usize) -> Vec<PathBuf> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(|| place().unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn visit(netns: &File, home: &File) -> io::Result<Vec<PathBuf>> {
    switch(netns)?;
    let places = work(4);
    switch(home)?;
    Ok(places)
}

fn main() -> io::Result<()> {
    let (netns, home) = (make_netns()?, File::open("/proc/self/ns/net")?);
    let places = thread::spawn(move || visit(&netns, &home)).join().unwrap()?;

    assert!(!places.contains(&place()?), "{:?}", places);
    Ok(())
}
