// SPDX-License-Identifier: GPL-2.0-or-later
// A guard that goes home when it is dropped, as RAII teaches. But it can be sent to another thread,
// as an async runtime does with what a task holds across an await: there, drop() sends somebody
// home who never left, and the visitor stays where it is. A guard that is not Send could not do
// this.
//
// Expect: misrestored net dropper
use std::fs::{read_link, File};
use std::io;
use std::os::unix::io::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{channel, Receiver, Sender};
use std::thread;

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

fn announce(role: &str) {
    println!("role {} {}", role, unsafe { gettid() });
}

fn place() -> io::Result<PathBuf> {
    read_link("/proc/thread-self/ns/net")
}

struct Visit {
    home: File,
}

impl Visit {
    fn enter(netns: &File) -> io::Result<Visit> {
        let home = File::open("/proc/thread-self/ns/net")?;
        switch(netns)?;
        Ok(Visit { home })
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        switch(&self.home).unwrap();
    }
}

/// Enters, gives the guard away, and tells on request where it is.
fn visitor(netns: File, guards: Sender<Visit>, requests: Receiver<Sender<PathBuf>>) {
    guards.send(Visit::enter(&netns).unwrap()).unwrap();
    for reply in requests {
        reply.send(place().unwrap()).unwrap();
    }
}

fn main() -> io::Result<()> {
    let netns = make_netns()?;
    let (guard, guards) = channel();
    let (request, requests) = channel();
    let (reply, replies) = channel();
    thread::spawn(move || visitor(netns, guard, requests));

    announce("dropper");
    drop(guards.recv().unwrap());

    request.send(reply).unwrap();
    assert_ne!(replies.recv().unwrap(), place()?, "the visitor went home");
    Ok(())
}
